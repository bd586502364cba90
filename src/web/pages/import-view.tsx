import type { Child } from 'hono/jsx'
import { formatNumber } from '#src/platform/i18n.ts'
import { Act, Check, Form, TextField, Wrong } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Icon } from '#src/web/components/icon.tsx'
import { Badge, Figure, Note, Sheet } from '#src/web/components/sheet.tsx'
import { StepList } from '#src/web/components/steps.tsx'
import { Near } from '#src/web/components/time.tsx'
import { bytes, number } from '#src/web/format.ts'
import type { FileImport } from '#src/web/importing/import-store.ts'
import type { FileColumn, Missing, Recognised, Target } from '#src/web/importing/recognise.ts'
import type { ToldRow } from '#src/web/importing/refused-rows.ts'
import { LARGEST_FILE } from '#src/web/importing/upload.ts'
import { Framed } from '#src/web/layout.tsx'
import { importText } from '#src/web/text/import.ts'
import { settingsText } from '#src/web/text/settings.ts'
import type { View } from '#src/web/view.ts'

const STEPS = ['file', 'columns', 'check', 'import']

/** An import at the step at which it is. */
export type Shown =
  | { kind: 'columns'; row: FileImport; recognised: Recognised; wrong: WrongColumns }
  | { kind: 'under-way'; row: FileImport }
  | { kind: 'outcome'; row: FileImport; refused: ToldRow[]; most: number }
  | { kind: 'gone'; row: FileImport }

interface WrongColumns {
  /** Those that go where another goes. */
  columns: Set<number>
  missing: Missing[]
}

interface StartProps {
  view: View
  kind: FileImport['kind'] | null
  before: FileImport[]
  names: Map<string, string>
  /** Why a file was not taken. */
  failure: string | null
}

export function StartPage({ view, kind, before, names, failure }: StartProps) {
  const text = importText[view.language]
  const most = bytes(view, LARGEST_FILE)
  return (
    <Framed view={view} title={text.title}>
      <Head
        title={text.title}
        lead={text.lead}
        back={{ href: '/settings', label: settingsText[view.language].title }}
      />
      <Steps view={view} at={0} />
      <div class="stack">
        <Sheet>
          <Form view={view} action="/settings/import" upload>
            {failure === null ? null : (
              <p class="errors" role="alert">
                {text.failures[failure] ?? text.failureElse}
              </p>
            )}
            <fieldset class="choices">
              <legend>{text.kind}</legend>
              {(['clients', 'purchases'] as const).map((one) => (
                <label class="choice">
                  <input type="radio" name="kind" value={one} checked={one === kind} required />
                  <span>{text.kinds[one]}</span>
                </label>
              ))}
            </fieldset>
            <TextField
              label={text.file}
              name="file"
              type="file"
              accept=".csv,.txt,.tsv,.vcf,.vcard,text/csv,text/vcard"
              hint={text.fileHint(most)}
              data-most={LARGEST_FILE}
              data-too-large={text.failures['file-too-large']}
              required
            />
            <button class="button first">
              <Icon name="in" /> {text.send}
            </button>
            <p class="soft small">{text.keeps}</p>
          </Form>
        </Sheet>
        <TakeBack view={view} />
        {before.length > 0 ? <Before view={view} before={before} names={names} /> : null}
      </div>
    </Framed>
  )
}

function Before({ view, before, names }: Pick<StartProps, 'view' | 'before' | 'names'>) {
  const text = importText[view.language]
  return (
    <Sheet title={text.before} id="before" flush>
      <ul class="rows">
        {before.map((row) => (
          <li class="row plain">
            <div class="what">
              <p class="title line">
                <a href={`/settings/import/${row.id}`}>{row.fileName || text.kinds[row.kind]}</a>
                <Badge tone={row.state === 'imported' ? 'green' : undefined}>
                  {text.states[row.state] ?? row.state}
                </Badge>
              </p>
              <p class="meta">
                <Near view={view} at={row.createdAt} />
                {names.has(row.memberId) ? <span>{text.by(names.get(row.memberId) ?? '')}</span> : null}
                {row.read > 0 ? <span>{text.readRows(row.read)}</span> : null}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}

export function ImportPage({ view, shown }: { view: View; shown: Shown }) {
  const { row } = shown
  const text = importText[view.language]
  const title = row.fileName || text.title
  return (
    <Framed view={view} title={title}>
      <Head
        title={title}
        lead={`${text.kindNames[row.kind]} · ${bytes(view, row.size)}`}
        back={{ href: '/settings/import', label: text.title }}
      />
      <ImportStep view={view} shown={shown} />
    </Framed>
  )
}

/** Asks for itself anew until what is under way has ended. */
export function ImportStep({ view, shown }: { view: View; shown: Shown }) {
  const path = `/settings/import/${shown.row.id}`
  const isRunning = shown.kind === 'under-way' && RUNNING.includes(shown.row.state)
  const again = isRunning ? { 'hx-get': path, 'hx-trigger': 'every 2s', 'hx-swap': 'outerHTML' } : {}
  return (
    <div class="stack" id="import" aria-live="polite" {...again}>
      <Steps view={view} at={stepOf(shown)} />
      {shown.kind === 'columns' ? <Columns view={view} {...shown} path={path} /> : null}
      {shown.kind === 'under-way' ? <UnderWay view={view} row={shown.row} path={path} /> : null}
      {shown.kind === 'outcome' ? <Outcome view={view} {...shown} path={path} /> : null}
      {shown.kind === 'gone' ? <Ended view={view} title="gone" lead="goneLead" /> : null}
    </div>
  )
}

const RUNNING: string[] = ['check-asked', 'checking', 'import-asked', 'importing']

function Steps({ view, at }: { view: View; at: number }) {
  const text = importText[view.language]
  return <StepList label={text.stepsLabel} steps={STEPS.map((step) => text.steps[step] ?? step)} at={at} />
}

function stepOf({ kind, row }: Shown): number {
  if (kind === 'columns') return 1
  if (['import-asked', 'importing', 'imported', 'interrupted'].includes(row.state)) return 3
  return ['check-asked', 'checking', 'checked'].includes(row.state) ? 2 : 0
}

type At<Kind extends Shown['kind']> = Extract<Shown, { kind: Kind }> & { view: View; path: string }

function Columns({ view, row, recognised, wrong, path }: At<'columns'>) {
  const text = importText[view.language]
  const { columns, targets, program, missing } = recognised
  const isTaken = (column: FileColumn) =>
    column.field !== '' || column.doubt !== null || wrong.columns.has(column.index)
  const [taken, rest] = [columns.filter(isTaken), columns.filter((column) => !isTaken(column))]
  const lacking = [...new Set([...missing, ...wrong.missing])]
  return (
    <>
      {row.failure === null ? null : <Note tone="wax">{text.failures[row.failure] ?? text.failureElse}</Note>}
      <Kept view={view} recognised={recognised} path={path} />
      <Form view={view} action={`${path}/columns`} class="stack">
        <Sheet title={text.columns} id="columns" aside={program === null ? undefined : text.program(program)}>
          <div class="stack">
            <p>{text.columnsLead}</p>
            {lacking.map((one) => (
              <Wrong>{text.missing[one]}</Wrong>
            ))}
            <ColumnList view={view} columns={taken} targets={targets} wrong={wrong} />
            {rest.length === 0 ? null : (
              <details class="opens" open={lacking.length > 0}>
                <summary>{text.unused(rest.length)}</summary>
                <ColumnList view={view} columns={rest} targets={targets} wrong={wrong} />
              </details>
            )}
          </div>
        </Sheet>
        <Sheet>
          <div class="form">
            {row.kind === 'purchases' ? (
              <div class="stack tight">
                <Check name="createClients" label={text.createClients} checked={row.wishes.createClients} />
                <p class="soft small">{text.createClientsHint}</p>
              </div>
            ) : null}
            <details class="opens" open={row.wishes.keepAs !== null || row.wishes.source !== 'import'}>
              <summary>{text.more}</summary>
              <div class="form">
                <TextField
                  label={text.keepAs}
                  name="keepAs"
                  value={row.wishes.keepAs ?? recognised.kept ?? ''}
                  hint={text.keepAsHint}
                  maxlength="60"
                  autocomplete="off"
                />
                {row.kind === 'purchases' ? (
                  <TextField
                    label={text.source}
                    name="source"
                    value={row.wishes.source === 'import' ? '' : row.wishes.source}
                    hint={text.sourceHint}
                    maxlength="60"
                    autocomplete="off"
                  />
                ) : null}
              </div>
            </details>
            <div class="ends">
              <button class="button first">{text.check}</button>
              <span class="soft small">{text.checkLead}</span>
            </div>
          </div>
        </Sheet>
      </Form>
      <Drop view={view} path={path} />
    </>
  )
}

/** Columns that were kept under a name: taken by themselves where they fit, or chosen. */
function Kept({ view, recognised, path }: { view: View; recognised: Recognised; path: string }) {
  const text = importText[view.language]
  if (recognised.mappings.length === 0) return null
  return (
    <form action={path} class="line">
      <label for="kept">{text.keptWhich}</label>
      <select id="kept" name="kept">
        <option value="">{text.keptNone}</option>
        {recognised.mappings.map((name) => (
          <option value={name} selected={name === recognised.kept}>
            {name}
          </option>
        ))}
      </select>
      <button class="button">{text.keptGo}</button>
    </form>
  )
}

interface ColumnListProps {
  view: View
  columns: FileColumn[]
  targets: Target[]
  wrong: WrongColumns
}

function ColumnList({ view, columns, targets, wrong }: ColumnListProps) {
  const text = importText[view.language]
  const [built, own] = [targets.filter(({ isOwn }) => !isOwn), targets.filter(({ isOwn }) => isOwn)]
  return (
    <ul class="matches">
      {columns.map((column) => {
        const name = `column-${column.index}`
        const title = column.title || text.untitled(column.index + 1)
        return (
          <li class="match">
            <div class="from">
              <strong>{title}</strong>
              <p class="soft small">{column.samples.length === 0 ? text.empty : column.samples.join(' · ')}</p>
            </div>
            <Icon name="out" />
            <div class="into">
              <label class="sr" for={name}>
                {text.intoOf(title)}
              </label>
              <select id={name} name={name} aria-invalid={wrong.columns.has(column.index) ? 'true' : undefined}>
                <option value="">{text.nothing}</option>
                <Targets view={view} targets={built} chosen={column.field} />
                {own.length === 0 ? null : (
                  <optgroup label={text.ownFields}>
                    <Targets view={view} targets={own} chosen={column.field} />
                  </optgroup>
                )}
              </select>
              {wrong.columns.has(column.index) ? <Wrong>{text.taken}</Wrong> : null}
              {column.doubt === null ? null : <Wrong>{text[column.doubt]}</Wrong>}
            </div>
          </li>
        )
      })}
    </ul>
  )
}

function Targets({ view, targets, chosen }: { view: View; targets: Target[]; chosen: string }) {
  return (
    <>
      {targets.map(({ key, words }) => (
        <option value={key} selected={key === chosen}>
          {capital(words[view.language])}
        </option>
      ))}
    </>
  )
}

function UnderWay({ view, row, path }: { view: View; row: FileImport; path: string }) {
  const text = importText[view.language]
  if (row.state === 'interrupted') return <Interrupted view={view} row={row} path={path} />
  if (row.state === 'failed') return <Failed view={view} row={row} path={path} />
  if (row.state === 'given-up') return <Ended view={view} title="givenUp" lead="givenUpLead" />
  const isCheck = row.state === 'check-asked' || row.state === 'checking'
  const isAsked = row.state === 'check-asked' || row.state === 'import-asked'
  const isCounting = row.state === 'importing' && row.bytes >= row.size
  return (
    <Sheet title={isCheck ? text.checking : text.importing} id="under-way">
      <div class="stack">
        <p>{isCheck ? text.checkingLead : text.importingLead}</p>
        <progress
          class="progress"
          max={row.size}
          value={isAsked ? 0 : row.bytes}
          aria-label={isCheck ? text.checking : text.importing}
        ></progress>
        <p class="soft small">
          {isCounting ? text.counting : isAsked ? text.waiting : row.read === 0 ? text.opening : soFar(view, row)}
        </p>
        <div class="line">
          <Act view={view} action={`${path}/stop`} label={text.stop} class="button" />
          <noscript>
            <a class="button" href={path}>
              {text.look}
            </a>
          </noscript>
        </div>
      </div>
    </Sheet>
  )
}

function soFar(view: View, row: FileImport): string {
  const text = importText[view.language]
  return `${text.readRows(row.read)} · ${bytes(view, row.bytes)} / ${bytes(view, row.size)}`
}

function Interrupted({ view, row, path }: { view: View; row: FileImport; path: string }) {
  const text = importText[view.language]
  return (
    <Sheet title={text.interrupted} id="interrupted">
      <div class="stack">
        <p>{text.interruptedLead}</p>
        <p class="soft">{text.interruptedSoFar(row.read)}</p>
        <div class="line">
          <Act view={view} action={`${path}/run`} label={text.resume} class="button first" />
          <Act view={view} action={`${path}/drop`} label={text.drop} class="button" />
        </div>
      </div>
    </Sheet>
  )
}

function Failed({ view, row, path }: { view: View; row: FileImport; path: string }) {
  const text = importText[view.language]
  return (
    <>
      <Note
        tone="wax"
        acts={
          <a class="button first" href="/settings/import">
            {text.another}
          </a>
        }
      >
        <p class="strong">{text.failed}</p>
        <p>{text.failures[row.failure ?? ''] ?? text.failureElse}</p>
      </Note>
      <Drop view={view} path={path} />
    </>
  )
}

function Outcome({ view, row, refused, most, path }: At<'outcome'>) {
  const text = importText[view.language]
  const isDone = row.state === 'imported'
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
            <Figure label={text.refusals}>{number(view, row.refusals)}</Figure>
          </dl>
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

function capital(words: string): string {
  return words.charAt(0).toLocaleUpperCase() + words.slice(1)
}

function TakeBack({ view }: { view: View }) {
  const text = importText[view.language]
  return (
    <Note icon="undo">
      <p class="strong">{text.takeBackTitle}</p>
      <p>{text.takeBack}</p>
    </Note>
  )
}

function Drop({ view, path }: { view: View; path: string }) {
  return <Act view={view} action={`${path}/drop`} label={importText[view.language].drop} class="button quiet" />
}

function Ended({
  view,
  title,
  lead
}: {
  view: View
  title: 'gone' | 'givenUp'
  lead: 'goneLead' | 'givenUpLead'
}): Child {
  const text = importText[view.language]
  return (
    <Note
      acts={
        <a class="button first" href="/settings/import">
          {text.another}
        </a>
      }
    >
      <p class="strong">{text[title]}</p>
      <p>{text[lead]}</p>
    </Note>
  )
}
