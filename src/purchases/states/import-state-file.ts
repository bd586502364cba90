import type { ImportWorld } from '#src/clients/import/import-client-file.ts'
import {
  importTable,
  openMapped,
  refuseOpen,
  type Imported,
  type ImportOptions
} from '#src/clients/import/import-table.ts'
import { refuseRow, unknownClient } from '#src/clients/import/rows.ts'
import { dateOf } from '#src/platform/clock.ts'
import { cellText } from '#src/platform/csv/cell.ts'
import { guessDays } from '#src/platform/csv/days.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { findOrCreateClients } from '#src/purchases/import/import-purchases.ts'
import { loadUs } from '#src/team/store.ts'
import { STATE_TITLES, type StateField } from './columns.ts'
import { readStateRow, type StateFormat, type StateKind } from './read-state.ts'
import { recordStates } from './state-store.ts'

const STATE_NEEDS = [
  { anyOf: ['id'], what: 'a number', example: 'id=COLUMN' },
  { anyOf: ['client', 'client_email', 'client_name'], what: 'a client', example: 'client=COLUMN' },
  { anyOf: ['state'], what: 'a state', example: 'state=COLUMN' },
  { anyOf: ['date'], what: 'a date', example: 'date=COLUMN' }
] as const

/**
 * Puts orders, invoices, deliveries and repairs on timelines as dated states, from a table of any program. Safe to repeat.
 * @throws Refusal where the file is no table, or no column tells the number, the client, the state or the day
 */
export async function importStateFile(
  { database, clock, secrets }: ImportWorld,
  path: string,
  options: ImportOptions & { source: string; createClients: boolean; kind: StateKind | null }
): Promise<Imported> {
  const { prisma } = database
  const mapped = await openMapped<StateField>(prisma, path, {
    kind: 'states',
    titles: STATE_TITLES,
    programs: [],
    options
  })
  const { table, columns } = mapped
  refuseOpen(mapped, STATE_NEEDS)
  const settings = await readSettings(prisma)
  const now = clock.now()
  const dates = guessDays(
    table.sample.map((cells) => cellText(cells, columns.date)),
    options.dates
  )
  const format: StateFormat = {
    days: dates?.order ?? options.dates ?? 'day-first',
    today: now.toZonedDateTimeISO(settings['firm.zone']).toPlainDate(),
    header: table.header,
    kind: options.kind
  }
  const context = { now, secrets, us: await loadUs(prisma), createClients: options.createClients }
  return importTable(database, mapped, {
    options,
    at: dateOf(now),
    guessed: { dates },
    taker: {
      async take(rows, transact) {
        const read = rows.map((row) => readStateRow(row, columns, format))
        const given = read.flatMap((row) => ('reason' in row ? [] : [row]))
        const refused = read.flatMap((row) => ('reason' in row ? [row] : []))
        return transact(async (tx) => {
          const { clients, refusals } = await findOrCreateClients(tx, given, context)
          for (const { client, line } of given)
            if (!clients.has(client)) refused.push(refuseRow(line, [refusals.get(client) ?? unknownClient(client)]))
          const states = given.flatMap(({ client, id, kind, state, on, title, note }) => {
            const clientId = clients.get(client)
            return clientId === undefined ? [] : [{ clientId, number: id, kind, state, on, title, note }]
          })
          return { ...(await recordStates(tx, options.source, states)), refused }
        })
      },
      end: async () => ({ created: 0, updated: 0, unchanged: 0, refused: [] })
    }
  })
}
