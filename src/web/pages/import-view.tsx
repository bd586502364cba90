import type { Child } from 'hono/jsx'
import { Act, Form, TextField } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Icon } from '#src/web/components/icon.tsx'
import { Badge, Note, Sheet } from '#src/web/components/sheet.tsx'
import { StepList } from '#src/web/components/steps.tsx'
import { Near } from '#src/web/components/time.tsx'
import { bytes } from '#src/web/format.ts'
import type { FileImport } from '#src/web/importing/import-store.ts'
import { LARGEST_FILE } from '#src/web/importing/upload.ts'
import { Framed } from '#src/web/layout.tsx'
import { importText } from '#src/web/text/import.ts'
import { settingsText } from '#src/web/text/settings.ts'
import type { View } from '#src/web/view.ts'
import { Columns } from './import-columns.tsx'
import { Outcome } from './import-outcome.tsx'
import { Drop, TakeBack, type At, type Shown } from './import-parts.tsx'

const STEPS = ['file', 'columns', 'check', 'import']

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
              <Icon name="upload" /> {text.send}
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
      {shown.kind === 'under-way' ? (
        <UnderWay view={view} row={shown.row} isBehind={shown.isBehind} path={path} />
      ) : null}
      {shown.kind === 'failed' ? <Failed view={view} {...shown} path={path} /> : null}
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
  if (kind === 'failed') return 0
  if (['import-asked', 'importing', 'imported', 'interrupted'].includes(row.state)) return 3
  return ['check-asked', 'checking', 'checked'].includes(row.state) ? 2 : 0
}

function UnderWay({ view, row, isBehind, path }: { view: View; row: FileImport; isBehind: boolean; path: string }) {
  const text = importText[view.language]
  if (row.state === 'interrupted') return <Interrupted view={view} row={row} path={path} />
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
          {isCounting
            ? text.counting
            : isAsked && isBehind
              ? text.waiting
              : row.read === 0
                ? text.opening
                : soFar(view, row)}
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

/** What has ended is no longer there to be given up; a file whose columns cannot be read any more still waits. */
function Failed({ view, row, failure, path }: At<'failed'>) {
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
        <p>{text.failures[failure] ?? text.failureElse}</p>
      </Note>
      {row.state === 'failed' ? null : <Drop view={view} path={path} />}
    </>
  )
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
      icon="box"
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
