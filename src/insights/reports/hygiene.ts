import { z } from 'zod'
import type { Finding } from '#src/insights/hygiene/findings.ts'
import { findings, FINDING_KINDS, type FindingKind } from '#src/insights/hygiene/hygiene.ts'
import { adviceOf, commandOf, reasonOf } from '#src/insights/hygiene/wording.ts'
import { decimalNumber } from '#src/platform/money.ts'
import { column, type Report, type Row, type Words } from './report.ts'

const figuresSchema = z.object({ kind: z.enum(FINDING_KINDS).optional() })

export const hygiene: Report = {
  name: 'hygiene',
  title: { fr: 'Qualité des fiches', en: 'Hygiene of the records' },
  summary: {
    fr: 'doublons probables, adresses mortes, fiches dormantes, champs manquants\u00a0; ce qui vaut le plus d’abord',
    en: 'likely duplicates, dead addresses, stale records, missing fields; the most valuable first'
  },
  segment: 'purchases',
  parameters: [
    {
      name: 'kind',
      takes: { kind: 'choice', among: [...FINDING_KINDS] },
      about: { fr: 'seulement cette sorte', en: 'only findings of this kind' }
    }
  ],
  async run({ db, scope, today, figures }) {
    const { kind } = figuresSchema.parse(figures)
    const found = await findings(db, scope, { today, ...(kind && { kinds: [kind] }) })
    return {
      json: () => ({
        counts: Object.fromEntries(
          FINDING_KINDS.map((one) => [one, found.filter((row) => row.detail.kind === one).length])
        ),
        findings: found.map((finding) => findingJson(finding, scope.currency))
      }),
      columns: COLUMNS,
      rows: found.map(findingRow),
      ifNone: { fr: 'Rien à corriger dans les fiches.', en: 'There is nothing to put right in the records.' },
      notes: [
        {
          fr: `En jeu\u00a0: ce que ces clients ont payé dans la période, en ${scope.currency}.`,
          en: `At stake: what these clients paid within the period, in ${scope.currency}.`
        }
      ],
      warning: null,
      charts: []
    }
  }
}

const COLUMNS = [
  column('words', 'Quoi', 'kind'),
  column('money', 'En jeu', 'at stake'),
  column('text', 'Numéros', 'ids'),
  column('text', 'Clients', 'clients'),
  column('words', 'Pourquoi', 'reason'),
  column('words', 'Que faire', 'action')
]

const KINDS: Record<FindingKind, Words> = {
  duplicate: { fr: 'doublon', en: 'duplicate' },
  'dead-address': { fr: 'adresse morte', en: 'dead-address' },
  stale: { fr: 'fiche dormante', en: 'stale' },
  missing: { fr: 'champs manquants', en: 'missing' }
}

function findingRow(finding: Finding): Row {
  const [first] = finding.clients
  return {
    ...(first && { clientId: first.clientId }),
    cells: [
      KINDS[finding.detail.kind],
      finding.atStake,
      finding.clients.map((client) => client.id).join(' '),
      finding.clients.map((client) => client.name).join(' · '),
      reasonOf(finding),
      adviceOf(finding)
    ]
  }
}

function findingJson(finding: Finding, currency: string): Record<string, unknown> {
  const { detail, clients, atStake } = finding
  return {
    ...detail,
    clients: clients.map(({ id, clientId, name, email, paid }) => ({
      id,
      clientId,
      name,
      email,
      paid: decimalNumber(paid, currency)
    })),
    reason: reasonOf(finding).en,
    valueAtStake: decimalNumber(atStake, currency),
    action: adviceOf(finding).en,
    command: commandOf(finding)
  }
}
