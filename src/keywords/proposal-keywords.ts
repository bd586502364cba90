import { z } from 'zod'
import { setBirthday, setClientLanguage } from '#src/clients/client-change-store.ts'
import {
  acceptProposal,
  openProposals,
  rejectProposal,
  takeBackPreference,
  type PreferenceRow
} from '#src/clients/preference-store.ts'
import { addressesToSuppress, liftSuppressions, suppressAddresses } from '#src/clients/suppression-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import { birthdayOf } from './birthday.ts'
import { done, keyword, refused } from './keyword.ts'
import { signature, type Said, type Scene } from './scene.ts'

const birthdayForm = z.object({ month: z.number(), day: z.number(), year: z.number().nullable() }).nullable()

/** What accepting changed besides the preference itself. */
const applied = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('nothing') }),
  z.object({ kind: z.literal('birthday'), clientId: z.string(), before: birthdayForm }),
  z.object({ kind: z.literal('language'), clientId: z.string(), before: z.string().nullable() }),
  z.object({ kind: z.literal('leave'), ids: z.array(z.string()) })
])
type Applied = z.infer<typeof applied>

const accepted = z.array(z.object({ id: z.string(), superseded: z.array(z.string()), applied }))

/** What clients said of themselves is proposed with the sentence (M6); these words decide on what this thread proposes. */
export const accept = keyword({
  id: 'accept',
  names: ['accepter', 'accept', 'oui', 'yes'],
  value: 'optional',
  about: {
    fr: 'retient ce que le client a dit de lui dans ce fil',
    en: 'keeps what the client said of themselves in this thread'
  },
  example: { fr: '#accepter ou #accepter anniversaire', en: '#accept or #accept birthday' },
  async act(value, scene) {
    const proposals = await proposalsFor(scene, value)
    if (proposals.length === 0) return refused(NOTHING_PROPOSED)
    const decision = { by: signature(scene.actor), at: dateOf(scene.now) }
    const changes: z.infer<typeof accepted> = []
    for (const proposal of proposals) {
      const change = await acceptProposal(scene.db, proposal, decision)
      if (change) changes.push({ ...change, applied: await apply(scene, proposal) })
    }
    return done({ fr: `retenu : ${told(proposals)}`, en: `kept: ${told(proposals)}` }, changes)
  },
  undo: {
    form: accepted,
    async takeBack(changes, { db, by, at }) {
      for (const change of changes.toReversed()) {
        await takeBackPreference(db, change)
        const { applied } = change
        if (applied.kind === 'birthday') await setBirthday(db, applied.clientId, { birthday: applied.before, at })
        if (applied.kind === 'language') await setClientLanguage(db, applied.clientId, applied.before)
        if (applied.kind === 'leave') await liftSuppressions(db, applied.ids, { by, at })
      }
    }
  }
})

export const refuse = keyword({
  id: 'refuse',
  names: ['refuser', 'refuse', 'non', 'no'],
  value: 'optional',
  about: {
    fr: 'écarte ce que Maillon a cru lire dans ce fil',
    en: 'drops what Maillon believed it read in this thread'
  },
  example: { fr: '#refuser', en: '#refuse' },
  async act(value, scene) {
    const proposals = await proposalsFor(scene, value)
    if (proposals.length === 0) return refused(NOTHING_PROPOSED)
    for (const { id } of proposals)
      await rejectProposal(scene.db, id, { by: signature(scene.actor), at: dateOf(scene.now) })
    return done(
      { fr: `écarté : ${told(proposals)}`, en: `dropped: ${told(proposals)}` },
      proposals.map(({ id }) => id)
    )
  },
  undo: {
    form: z.array(z.string()),
    async takeBack(ids, { db }) {
      for (const id of ids) await takeBackPreference(db, { id, superseded: [] })
    }
  }
})

const KEY_NAMES = new Map([
  ['anniversaire', 'birthday'],
  ['canal', 'channel'],
  ['jour', 'day'],
  ['langue', 'language'],
  ['produit', 'product'],
  ['déménagement', 'move'],
  ['adresse', 'move'],
  ['départ', 'leave']
])

async function proposalsFor({ db, threadId }: Scene, value: string): Promise<PreferenceRow[]> {
  const proposals = await openProposals(db, { threadId })
  const wanted = value.trim().toLowerCase()
  return wanted === '' ? proposals : proposals.filter(({ key }) => key === (KEY_NAMES.get(wanted) ?? wanted))
}

/** Some facts have their own place on the record. */
async function apply({ db, now }: Scene, { clientId, key, value, messageId }: PreferenceRow): Promise<Applied> {
  const at = dateOf(now)
  const birthday = key === 'birthday' ? birthdayOf(value) : null
  if (birthday) return { kind: 'birthday', clientId, before: await setBirthday(db, clientId, { birthday, at }) }
  const isOurLanguage = key === 'language' && (value === 'fr' || value === 'en')
  if (isOurLanguage) return { kind: 'language', clientId, before: await setClientLanguage(db, clientId, value) }
  if (key !== 'leave') return { kind: 'nothing' }
  const addresses = await addressesToSuppress(db, clientId)
  const suppression = { scope: 'marketing', reason: 'manual', evidence: `message:${messageId}`, at } as const
  return { kind: 'leave', ids: await suppressAddresses(db, { addresses, ...suppression }) }
}

function told(proposals: PreferenceRow[]): string {
  return proposals.map(({ key, value }) => `${key} ${value}`.trim()).join(', ')
}

const NOTHING_PROPOSED: Said = { fr: 'rien n’est à décider dans ce fil', en: 'nothing is to be decided in this thread' }
