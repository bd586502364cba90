import { Address } from '#src/web/components/address.tsx'
import { Check, Proof } from '#src/web/components/form.tsx'
import { Badge, Sheet } from '#src/web/components/sheet.tsx'
import { Near } from '#src/web/components/time.tsx'
import { TagField } from '#src/web/components/tags.tsx'
import type { RefusedTag } from '#src/web/tag-form.ts'
import { money } from '#src/web/format.ts'
import type { ListedClient } from '#src/web/reading/clients-store.ts'
import { peopleText } from '#src/web/text/people.ts'
import type { View } from '#src/web/view.ts'
import { addressOf, type Asked } from './clients-filter.ts'

/** Counting goes no further than anybody reads exactly. */
export const COUNT_MOST = 10_000

/** The clients of one part, which can be tagged together: those that are ticked, or all of the list. */
export function ClientTable({ view, asked, count, rows, refused }: ClientTableProps) {
  const text = peopleText[view.language]
  return (
    <form method="post" action="/clients/tags" class="stack">
      <Proof view={view} />
      <Sheet flush>
        <table class="list cards picks">
          <thead>
            <tr>
              <th>
                <label class="pick">
                  <input type="checkbox" data-ticks="[name=client]" aria-label={text.pickAll} />
                </label>
              </th>
              <th scope="col">{text.columnName}</th>
              <th scope="col">{text.columnTags}</th>
              <th scope="col">{text.columnTier}</th>
              <th scope="col" class="n">
                {text.columnYear}
              </th>
              <th scope="col" class="n">
                {text.columnLast}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <ClientRow view={view} row={row} isTicked={refused?.clients.has(row.id) ?? false} />
            ))}
          </tbody>
        </table>
      </Sheet>
      <BulkTag {...{ view, asked, count, refused }} />
    </form>
  )
}

interface ClientTableProps {
  view: View
  asked: Asked
  /** How many the list holds, up to COUNT_MOST. */
  count: number
  rows: ListedClient[]
  refused: RefusedBulk | null
}

/** A tag for many that was refused: whom it was for stays chosen. */
export interface RefusedBulk {
  tag: RefusedTag
  clients: Set<string>
  all: boolean
}

function ClientRow({ view, row, isTicked }: { view: View; row: ListedClient; isTicked: boolean }) {
  const text = peopleText[view.language]
  const bought = row.paidInYear !== null && row.paidInYear !== 0n
  return (
    <tr>
      <td class="check">
        <label class="pick">
          <input type="checkbox" name="client" value={row.id} checked={isTicked} aria-label={text.pick(row.name)} />
        </label>
      </td>
      <td class="who">
        <a class="name" href={`/clients/${row.id}`}>
          {row.name}
        </a>
        <p class="soft small">{row.company ?? (row.address ? <Address address={row.address} /> : null)}</p>
      </td>
      <td>
        {row.tags.length > 0 ? (
          <span class="line tight">
            {row.tags.slice(0, 4).map((tag) => (
              <span class="tag">{tag}</span>
            ))}
          </span>
        ) : null}
      </td>
      <td class="tier">{row.tier ? <Badge tone={row.tier === 'A' ? 'green' : undefined}>{row.tier}</Badge> : null}</td>
      <td class="n sum" data-label={bought ? text.columnYearShort : undefined}>
        {bought && row.paidInYear !== null ? money(view, row.paidInYear, row.currency ?? view.currency) : ''}
      </td>
      <td class="n soft small last">{row.lastAt ? <Near view={view} at={row.lastAt} /> : null}</td>
    </tr>
  )
}

function BulkTag({ view, asked, count, refused }: Omit<ClientTableProps, 'rows'>) {
  const text = peopleText[view.language]
  return (
    <div class="filters acts">
      <input type="hidden" name="list" value={addressOf(asked)} />
      <label class="soft small" for="tag">
        {text.bulk}
      </label>
      <TagField label={text.bulkTag} refused={refused?.tag ?? null} />
      <button class="button slim" name="action" value="add">
        {text.bulkAdd}
      </button>
      <button class="button slim" name="action" value="remove">
        {text.bulkRemove}
      </button>
      <Check name="all" checked={refused?.all ?? false} label={text.bulkAll(text.count(count, count >= COUNT_MOST))} />
    </div>
  )
}
