import { z } from 'zod'
import { dateOf } from '#src/platform/clock.ts'
import { restoreClientOwner, setClientOwner } from '#src/clients/client-change-store.ts'
import { changedSince } from '#src/platform/changed-since.ts'
import { readTag, TAG_FAULTS, tagNamed } from '#src/platform/tag.ts'
import { membersNamed } from '#src/team/find-member.ts'
import { listMembers } from '#src/team/store.ts'
import { refreshThreads } from '#src/threads/store.ts'
import {
  closeThread,
  reopenThread,
  restoreThreadOwner,
  setThreadOwner,
  tagThread,
  untagThread
} from '#src/threads/thread-store.ts'
import { done, keyword, refused } from './keyword.ts'
import { signature, sourceMail } from './scene.ts'

const tagged = z.object({ threadId: z.string(), tag: z.string() })

export const tag = keyword({
  id: 'tag',
  names: ['étiquette', 'tag', 'etiquettes', 'label'],
  value: 'required',
  about: { fr: 'pose une étiquette sur le fil', en: 'labels the thread' },
  example: { fr: '#vip ou #étiquette salon', en: '#vip or #tag trade fair' },
  async act(value, scene) {
    const { db, threadId, actor, now } = scene
    const read = readTag(value)
    if (read.kind === 'wrong') return refused(TAG_FAULTS[read.fault])
    const { tag } = read
    const isNew = await tagThread(db, {
      threadId,
      tag,
      by: signature(actor),
      at: dateOf(now),
      sourceMessageId: sourceMail(scene)
    })
    if (!isNew)
      return done({ fr: `étiquette «\u00a0${tag}\u00a0»\u00a0: déjà là`, en: `label “${tag}”: already there` })
    return done({ fr: `étiquette «\u00a0${tag}\u00a0» posée`, en: `label “${tag}” added` }, { threadId, tag })
  },
  undo: { form: tagged, takeBack: (undo, { db }) => untagThread(db, undo) }
})

export const untag = keyword({
  id: 'untag',
  names: ['sans', 'untag', 'retirer', 'without'],
  value: 'required',
  about: { fr: 'retire une étiquette du fil', en: 'takes a label off the thread' },
  example: { fr: '#sans vip', en: '#untag vip' },
  async act(value, { db, threadId }) {
    const tag = tagNamed(value)
    const wasThere = await untagThread(db, { threadId, tag })
    if (!wasThere)
      return refused({
        fr: `le fil ne porte pas l’étiquette «\u00a0${value}\u00a0»`,
        en: `the thread has no label “${value}”`
      })
    return done({ fr: `étiquette «\u00a0${tag}\u00a0» retirée`, en: `label “${tag}” taken off` }, { threadId, tag })
  },
  undo: { form: tagged, takeBack: (undo, { db, by, at }) => tagThread(db, { ...undo, by, at }) }
})

export const close = keyword({
  id: 'close',
  names: ['clos', 'close', 'fermer', 'closed', 'done', 'fini', 'traité'],
  value: 'none',
  about: {
    fr: 'ferme le fil jusqu’au prochain message du client',
    en: 'closes the thread until the client writes again'
  },
  example: { fr: '#clos', en: '#close' },
  async act(_, { db, threadId, actor, now }) {
    const isNew = await closeThread(db, threadId, { by: signature(actor), at: dateOf(now) })
    if (!isNew) return done({ fr: 'fil déjà fermé', en: 'thread already closed' })
    return done({ fr: 'fil fermé', en: 'thread closed' }, { threadId })
  },
  undo: {
    form: z.object({ threadId: z.string() }),
    async takeBack({ threadId }, { db }) {
      await reopenThread(db, threadId)
      await refreshThreads(db, [threadId])
    }
  }
})

export const reopen = keyword({
  id: 'reopen',
  names: ['rouvrir', 'reopen', 'réouvrir'],
  value: 'none',
  about: { fr: 'rouvre le fil', en: 'opens the thread again' },
  example: { fr: '#rouvrir', en: '#reopen' },
  async act(_, { db, threadId }) {
    const wasClosed = await reopenThread(db, threadId)
    if (!wasClosed) return done({ fr: 'fil déjà ouvert', en: 'thread already open' })
    await refreshThreads(db, [threadId])
    return done({ fr: 'fil rouvert', en: 'thread open again' }, { threadId })
  },
  undo: {
    form: z.object({ threadId: z.string() }),
    takeBack: ({ threadId }, { db, by, at }) => closeThread(db, threadId, { by, at })
  }
})

export const owner = keyword({
  id: 'owner',
  names: ['pour', 'for', 'responsable', 'owner', 'assign'],
  value: 'required',
  about: {
    fr: 'confie le fil et son client à un membre de l’équipe',
    en: 'gives the thread and its client to a team member'
  },
  example: { fr: '#pour Marie', en: '#for Marie' },
  async act(value, { db, threadId, clients, actor }) {
    const isSelf = /^(?:moi|me|myself)$/i.test(value.trim())
    const found =
      isSelf && actor.memberId !== null
        ? [{ id: actor.memberId, name: actor.name }]
        : membersNamed(await listMembers(db), value)
    const [member, another] = found
    if (!member)
      return refused({
        fr: `personne ne s’appelle «\u00a0${value}\u00a0» dans l’équipe`,
        en: `nobody in the team is called “${value}”`
      })
    if (another) return refused(severalMembers(found.map(({ name }) => name)))
    const threadBefore = await setThreadOwner(db, threadId, member.id)
    const [client] = clients.length === 1 ? clients : []
    const clientBefore = client ? await setClientOwner(db, client.id, member.id) : null
    const said = { fr: `confié à ${member.name}`, en: `given to ${member.name}` }
    return done(said, { threadId, threadBefore, clientId: client?.id ?? null, clientBefore, after: member.id })
  },
  undo: {
    form: z.object({
      threadId: z.string(),
      threadBefore: z.string().nullable(),
      clientId: z.string().nullable(),
      clientBefore: z.string().nullable(),
      after: z.string()
    }),
    async takeBack({ threadId, threadBefore, clientId, clientBefore, after }, { db }) {
      if (!(await restoreThreadOwner(db, threadId, { before: threadBefore, after }))) throw changedSince('This thread')
      if (clientId !== null) await restoreClientOwner(db, clientId, { before: clientBefore, after })
    }
  }
})

function severalMembers(names: string[]) {
  return {
    fr: `plusieurs membres répondent à ce nom\u00a0: ${names.join(', ')}`,
    en: `several members go by that name: ${names.join(', ')}`
  }
}
