import { z } from 'zod'
import { factLabel, factValue } from '#src/clients/fact-words.ts'
import { openProposals, rejectProposal, takeBackRejection, type PreferenceRow } from '#src/clients/preference-store.ts'
import { acceptanceForm, believe, stopBelieving, type Acceptance } from '#src/clients/proposal.ts'
import { dateOf } from '#src/platform/clock.ts'
import { formatList, type Language } from '#src/platform/i18n.ts'
import { done, keyword, refused } from './keyword.ts'
import { signature, type Said, type Scene } from './scene.ts'

const accepted = z.array(acceptanceForm)

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
    const changes: Acceptance[] = []
    for (const proposal of proposals) {
      const change = await believe(scene.db, proposal, decision)
      if (change) changes.push(change)
    }
    return done({ fr: `retenu\u00a0: ${told(proposals, 'fr')}`, en: `kept: ${told(proposals, 'en')}` }, changes)
  },
  undo: {
    form: accepted,
    async takeBack(changes, { db, by, at }) {
      for (const change of changes.toReversed()) await stopBelieving(db, change, { by, at })
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
      { fr: `écarté\u00a0: ${told(proposals, 'fr')}`, en: `dropped: ${told(proposals, 'en')}` },
      proposals.map(({ id }) => id)
    )
  },
  undo: {
    form: z.array(z.string()),
    async takeBack(ids, { db }) {
      for (const id of ids) await takeBackRejection(db, id)
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

function told(proposals: PreferenceRow[], language: Language): string {
  return formatList(
    proposals.map((fact) => `${factLabel(fact.key, language)} ${factValue(fact, language)}`.trim()),
    language
  )
}

const NOTHING_PROPOSED: Said = { fr: 'rien n’est à décider dans ce fil', en: 'nothing is to be decided in this thread' }
