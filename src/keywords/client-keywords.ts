import { z } from 'zod'
import {
  changeState,
  readIsoBirthday,
  removeInteractions,
  restoreBirthday,
  restoreState,
  setBirthday
} from '#src/clients/client-change-store.ts'
import { birthdayWords } from '#src/clients/fact-words.ts'
import { setPreference, takeBackPreference } from '#src/clients/preference-store.ts'
import { addressesToSuppress, liftSuppressions, suppressAddresses } from '#src/clients/suppression-store.ts'
import { recordInteraction } from '#src/clients/timeline-store.ts'
import { readBirthday } from '#src/message/statement-dates.ts'
import { dateOf } from '#src/platform/clock.ts'
import { deFr } from '#src/platform/i18n.ts'
import { clientKeyword, done, refused } from './keyword.ts'
import { signature, sourceMail } from './scene.ts'

const TITLE_MAX = 80

export const note = clientKeyword({
  id: 'note',
  names: ['note', 'memo', 'mémo', 'remarque', 'remark'],
  value: 'required',
  about: { fr: 'écrit une note sur la fiche du client', en: 'writes a note on the client’s record' },
  example: { fr: '#note préfère le bois clair', en: '#note likes pale wood' },
  async act(value, { db, now, actor }, client) {
    const entry = { clientId: client.id, at: dateOf(now), kind: 'note', title: value.slice(0, TITLE_MAX), body: value }
    const id = await recordInteraction(db, { ...entry, source: 'keyword', by: signature(actor) })
    return done({ fr: `note sur la fiche ${deFr(client.name)}`, en: `note on the record of ${client.name}` }, { id })
  },
  undo: { form: z.object({ id: z.string() }), takeBack: ({ id }, { db }) => removeInteractions(db, [id]) }
})

const changedPreference = z.object({ id: z.string(), superseded: z.array(z.string()) })

export const preference = clientKeyword({
  id: 'preference',
  names: ['pref', 'preference', 'préférence', 'préf'],
  value: 'required',
  about: { fr: 'retient une préférence du client', en: 'keeps a preference of the client' },
  example: { fr: '#pref livraison=mardi', en: '#pref delivery=tuesday' },
  async act(value, scene, client) {
    const { db, now, actor } = scene
    const [, key, chosen] = /^([^=:]{1,40})[=:]\s*(.{1,200})$/.exec(value) ?? []
    if (key === undefined || chosen === undefined) {
      return refused({
        fr: 'écrivez-la ainsi\u00a0: #pref livraison=mardi',
        en: 'write it like this: #pref delivery=tuesday'
      })
    }
    const given = { clientId: client.id, key: key.trim().toLowerCase(), value: chosen.trim() }
    const by = signature(actor)
    const change = await setPreference(db, {
      ...given,
      sentence: `#pref ${value}`,
      messageId: sourceMail(scene),
      by,
      at: dateOf(now)
    })
    const pair = `${given.key} = ${given.value}`
    return done(
      { fr: `préférence ${deFr(client.name)}\u00a0: ${pair}`, en: `preference of ${client.name}: ${pair}` },
      change
    )
  },
  undo: { form: changedPreference, takeBack: (change, { db }) => takeBackPreference(db, change) }
})

const birthdayForm = z.object({ month: z.number(), day: z.number(), year: z.number().nullable() })

export const birthday = clientKeyword({
  id: 'birthday',
  names: ['anniversaire', 'birthday', 'anniv', 'naissance', 'bday'],
  value: 'required',
  about: { fr: 'retient l’anniversaire du client', en: 'keeps the client’s birthday' },
  example: {
    fr: '#anniversaire 14 mai 1980 (l’année peut manquer)',
    en: '#birthday 14 may 1980 (the year may be left out)'
  },
  async act(value, { db, now }, client) {
    const read = readBirthday(value.replace(/^le /i, ''), { language: 'fr', mailDay: null })
    const day = read === null ? null : readIsoBirthday(read)
    if (day === null)
      return refused({
        fr: `«\u00a0${value}\u00a0» n’est pas un jour\u00a0; écrivez par exemple #anniversaire 14 mai 1980`,
        en: `“${value}” is not a day; write for example #birthday 14 may 1980`
      })
    const before = await setBirthday(db, client.id, { birthday: day, at: dateOf(now) })
    const said = {
      fr: `anniversaire ${deFr(client.name)}\u00a0: ${birthdayWords(day, 'fr')}`,
      en: `birthday of ${client.name}: ${birthdayWords(day, 'en')}`
    }
    return done(said, { clientId: client.id, before, after: day })
  },
  undo: {
    form: z.object({ clientId: z.string(), before: birthdayForm.nullable(), after: birthdayForm }),
    takeBack: ({ clientId, before, after }, { db, at }) => restoreBirthday(db, clientId, { before, after, at })
  }
})

export const stop = clientKeyword({
  id: 'stop',
  names: ['stop', 'unsubscribe', 'désinscrire', 'désabonner', 'opposition'],
  value: 'none',
  about: {
    fr: 'ne plus envoyer de relances ni d’offres à ce client',
    en: 'no more follow-ups or offers to this client'
  },
  example: { fr: '#stop', en: '#stop' },
  async act(_, scene, client) {
    const { db, now } = scene
    const source = sourceMail(scene)
    const addresses = await addressesToSuppress(db, client.id)
    const suppression = {
      scope: 'marketing',
      reason: 'manual',
      evidence: source === null ? `member:${signature(scene.actor)}` : `message:${source}`,
      at: dateOf(now)
    } as const
    const ids = await suppressAddresses(db, { addresses, ...suppression })
    const said = {
      fr: `${client.name} ne recevra plus ni relance ni offre`,
      en: `${client.name} will get no more follow-ups or offers`
    }
    return done(said, { ids })
  },
  undo: {
    form: z.object({ ids: z.array(z.string()) }),
    takeBack: ({ ids }, { db, by, at }) => liftSuppressions(db, ids, { by, at })
  }
})

const stateForm = z.object({
  clientId: z.string(),
  state: z.enum(['suggested', 'active', 'ignored', 'merged', 'erased']),
  reason: z.string()
})

export const ignore = clientKeyword({
  id: 'ignore',
  names: ['ignorer', 'ignore'],
  value: 'none',
  about: {
    fr: 'cet expéditeur n’est pas un client, et ne sera plus proposé',
    en: 'this sender is no client, and will not be suggested again'
  },
  example: { fr: '#ignorer', en: '#ignore' },
  async act(_, { db, now }, client) {
    const before = await changeState(db, client.id, {
      from: ['suggested', 'active'],
      to: 'ignored',
      reason: 'keyword',
      at: dateOf(now)
    })
    if (!before)
      return refused({ fr: `la fiche ${deFr(client.name)} est déjà ignorée`, en: `${client.name} is ignored already` })
    return done(
      { fr: `fiche ${deFr(client.name)} ignorée`, en: `${client.name} is ignored` },
      { clientId: client.id, ...before }
    )
  },
  undo: {
    form: stateForm,
    takeBack: ({ clientId, ...before }, { db, at }) => restoreState(db, clientId, { before, after: 'ignored', at })
  }
})
