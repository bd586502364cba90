import { formatNumber } from '#src/platform/i18n.ts'
import { Act } from '#src/web/components/form.tsx'
import { Icon } from '#src/web/components/icon.tsx'
import { Figure, Sheet } from '#src/web/components/sheet.tsx'
import { capital, number } from '#src/web/format.ts'
import type { FileImport } from '#src/web/importing/import-store.ts'
import { importText } from '#src/web/text/import.ts'
import type { View } from '#src/web/view.ts'
import { Drop, TakeBack, type At } from './import-parts.tsx'

const NOT_READ = { same: { count: 0, rows: [] } }

/** What a trial or an import came to. */
export function Outcome({ view, row, refused, most, path }: At<'outcome'>) {
  const text = importText[view.language]
  const isDone = row.state === 'imported'
  const { same } = row.readAs ?? NOT_READ
  const changes = row.created + row.updated
  const isIdle = !isDone && changes === 0
  return (
    <>
      <Sheet title={isDone ? text.done : text.checked} id="outcome">
        <div class="stack">
          <p>{isDone ? text.doneLead(row.fileName) : text.checkedLead}</p>
          <dl class="figures">
            <Figure label={text.rows}>{number(view, row.read)}</Figure>
            <Figure label={text.created[row.kind]}>{number(view, row.created)}</Figure>
            <Figure label={text.updated[row.kind]}>{number(view, row.updated)}</Figure>
            <Figure label={text.unchanged}>{number(view, row.unchanged)}</Figure>
            {same.count > 0 ? <Figure label={text.same}>{number(view, same.count)}</Figure> : null}
            <Figure label={text.refusals}>{number(view, row.refusals)}</Figure>
          </dl>
          {same.count > 0 ? <p>{text.sameWhy(same.count, same.rows)}</p> : null}
          <HowRead view={view} row={row} path={path} />
          {isIdle ? <p>{row.unchanged > 0 ? text.nothingNew : text.nothingToRun}</p> : null}
          <div class="line">
            {isDone ? <Onward view={view} row={row} /> : <Go view={view} row={row} path={path} isIdle={isIdle} />}
          </div>
        </div>
      </Sheet>
      {row.refusals > 0 ? <Refused view={view} row={row} refused={refused} most={most} path={path} /> : null}
      <TakeBack view={view} />
      {isDone ? null : <Drop view={view} path={path} />}
    </>
  )
}

function Onward({ view, row }: { view: View; row: FileImport }) {
  const text = importText[view.language]
  const isClients = row.kind === 'clients'
  return (
    <>
      <a class="button first" href={isClients ? '/clients' : '/insights'}>
        {isClients ? text.seeClients : text.seeResults}
      </a>
      <a class="button" href="/settings/import">
        {text.another}
      </a>
    </>
  )
}

function Go({ view, row, path, isIdle }: { view: View; row: FileImport; path: string; isIdle: boolean }) {
  const text = importText[view.language]
  const label = row.refusals === 0 ? text.run : text.runWithout(row.refusals)
  return (
    <>
      {isIdle ? null : <Act view={view} action={`${path}/run`} label={label} class="button first" />}
      {row.form === 'table' ? <Act view={view} action={`${path}/again`} label={text.back} class="button" /> : null}
    </>
  )
}

/** How days and sums were read, for the person to see a wrong guess, and to turn it round where the file does not tell. */
function HowRead({ view, row, path }: { view: View; row: FileImport; path: string }) {
  const text = importText[view.language]
  const { dates = null, decimals = null } = row.readAs ?? {}
  const other = dates?.order === 'month-first' ? 'day-first' : 'month-first'
  const isInDoubt = dates !== null && !dates.isShown && dates.order !== 'both' && row.state === 'checked'
  return (
    <>
      {dates === null ? null : (
        <div class="line">
          <span>
            {text.dates[dates.order]} {isInDoubt ? text.datesDoubt : null}
          </span>
          {isInDoubt ? (
            <Act
              view={view}
              action={`${path}/dates`}
              label={text.datesOther[dates.order] ?? ''}
              values={{ dates: other }}
              class="button slim"
            />
          ) : null}
        </div>
      )}
      {decimals === ',' || decimals === '.' ? <p>{text.decimals(`12${decimals}50`)}</p> : null}
    </>
  )
}

function Refused({ view, row, refused, most, path }: Omit<At<'outcome'>, 'kind'>) {
  const text = importText[view.language]
  const isDone = row.state === 'imported'
  const more = row.refusals - refused.length
  const isGone = refused.length === 0
  return (
    <Sheet
      title={text.refusedTitle}
      id="refused"
      aside={isDone ? text.refusedDone : text.refusedAside}
      flush
      footer={
        isGone ? (
          text.refusedGone
        ) : (
          <div class="stack tight">
            {more > 0 ? <p>{text.refusedMore(more)}</p> : null}
            {row.refusals > most ? <p>{text.refusedMost(formatNumber(most, view.language))}</p> : null}
            <p class="line">
              <a class="button" href={`${path}/refused.csv`} download>
                <Icon name="download" /> {text.refusedGet}
              </a>
              <span class="soft small">{text.refusedKept}</span>
            </p>
          </div>
        )
      }
    >
      <ul class="rows">
        {refused.map(({ line, reason, cells }) => (
          <li class="row plain">
            <div class="what">
              <p class="title">{text.lineIs(line)}</p>
              <p>{capital(reason[view.language])}</p>
              <p class="said">{cells.filter((cell) => cell.trim() !== '').join(' · ')}</p>
            </div>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}
