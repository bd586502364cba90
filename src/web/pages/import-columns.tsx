import { Check, Form, TextField, Wrong } from '#src/web/components/form.tsx'
import { Icon } from '#src/web/components/icon.tsx'
import { Note, Sheet } from '#src/web/components/sheet.tsx'
import type { FileColumn, Recognised, Target } from '#src/web/importing/recognise.ts'
import { importText } from '#src/web/text/import.ts'
import type { View } from '#src/web/view.ts'
import { capital } from '#src/web/format.ts'
import { Drop, type At, type WrongColumns } from './import-parts.tsx'

/** What was recognised in a table, to be put right. */
export function Columns({ view, row, recognised, wrong, path }: At<'columns'>) {
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
