import { z } from 'zod'
import { addReminder, removeReminder } from '#src/clients/reminder-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import { formatInstant } from '#src/platform/i18n.ts'
import { done, keyword, refused } from './keyword.ts'
import { firmTime, sourceMail, type Said, type Scene } from './scene.ts'
import { readWhen, type When } from './when.ts'

const reminded = z.object({ reminderId: z.string() })

export const reminder = keyword({
  id: 'reminder',
  names: ['rappel', 'reminder', 'remind', 'rappeler', 'tâche', 'task', 'todo'],
  value: 'required',
  about: {
    fr: 'rappelle quelque chose à une date dite en mots',
    en: 'reminds you of something at a time told in words'
  },
  example: { fr: '#rappel jeudi 9h rappeler pour le devis', en: '#remind thursday 9am call about the quote' },
  async act(value, scene) {
    const when = readWhen(value, firmTime(scene))
    if (!when) return refused(NO_TIME)
    const text = when.rest || scene.threadSubject
    const reminderId = await remind(scene, when, { text, isUnlessAnswered: false })
    const said = atTime(scene, when, { fr: `rappel «\u00a0${text}\u00a0»`, en: `reminder “${text}”` })
    return done(said, { reminderId })
  },
  undo: { form: reminded, takeBack: ({ reminderId }, { db }) => removeReminder(db, reminderId) }
})

export const followUp = keyword({
  id: 'follow-up',
  names: ['relance', 'follow-up', 'relancer', 'followup', 'suivi'],
  value: 'required',
  about: {
    fr: 'rappelle de relancer le client, sauf s’il répond d’ici là',
    en: 'reminds you to ask the client again, unless they answer first'
  },
  example: { fr: '#relance 2 semaines', en: '#follow-up 2 weeks' },
  async act(value, scene) {
    const when = readWhen(value, firmTime(scene))
    if (!when) return refused(NO_TIME)
    const subject = when.rest || scene.threadSubject
    const text = scene.firm.language === 'fr' ? `Relancer\u00a0: ${subject}` : `Ask again: ${subject}`
    const reminderId = await remind(scene, when, { text, isUnlessAnswered: true })
    return done(
      atTime(scene, when, {
        fr: 'relance, sauf réponse du client d’ici là,',
        en: 'follow-up, unless the client answers first,'
      }),
      { reminderId }
    )
  },
  undo: { form: reminded, takeBack: ({ reminderId }, { db }) => removeReminder(db, reminderId) }
})

const NO_TIME: Said = {
  fr: 'commencez par la date\u00a0: «\u00a0jeudi\u00a0», «\u00a0demain 9h\u00a0», «\u00a02 semaines\u00a0», «\u00a0le 14 mai\u00a0» (à venir)',
  en: 'start with the time: “thursday”, “tomorrow 9am”, “2 weeks”, “14 may” (still to come)'
}

function remind(scene: Scene, when: When, about: { text: string; isUnlessAnswered: boolean }): Promise<string> {
  const [client] = scene.clients.length === 1 ? scene.clients : []
  return addReminder(scene.db, {
    clientId: client?.id ?? null,
    threadId: scene.threadId,
    memberId: scene.actor.memberId,
    dueAt: dateOf(when.at.toInstant()),
    text: about.text,
    sourceMessageId: sourceMail(scene),
    unlessAnsweredSince: about.isUnlessAnswered ? dateOf(scene.message.sentAt) : null
  })
}

/** The date is told as understood, so that a misreading is seen. */
function atTime(scene: Scene, when: When, what: Said): Said {
  const at = when.at.toInstant()
  return {
    fr: `${what.fr} le ${formatInstant(at, 'fr', scene.firm.zone)}`,
    en: `${what.en} on ${formatInstant(at, 'en', scene.firm.zone)}`
  }
}
