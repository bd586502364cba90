import type { SegmentUse } from '#src/campaigns/segment-use-store.ts'
import { LINE_KINDS, type Knowing, type LineFault } from '#src/insights/lines/line.ts'
import { DrawnFrom, OvertakenNote, type Overtaken } from '#src/web/components/drawn.tsx'
import { Act, Form, FormErrors, TextField } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { ChoiceBlank, filled } from '#src/web/components/sentence.tsx'
import { Note, Sheet } from '#src/web/components/sheet.tsx'
import type { Drawn } from '#src/web/drawn.ts'
import { Framed } from '#src/web/layout.tsx'
import { titleOf } from '#src/web/pages/campaigns/title.tsx'
import { frameText } from '#src/web/text/frame.ts'
import { segmentText } from '#src/web/text/segment.ts'
import type { View } from '#src/web/view.ts'
import { LineSentence } from './line-view.tsx'
import type { Written } from './written.ts'

export type Members = number | null | 'to-come'

/** A segment while it is written. */
export interface Editing {
  written: Written
  knowing: Knowing
  faults: Map<number, LineFault>
  /** What a saved one is compared with when it is saved; null for a new one. */
  drawn: Drawn | null
  /** Somebody saved it meanwhile. */
  overtaken?: Overtaken | undefined
  /** What is wrong with its name, in words. */
  nameFault?: string | undefined
  /** How many are in it; null where that cannot be told, `to-come` while it is still to be counted. */
  members: Members
  uses: SegmentUse[]
  /** Words that were searched for and are not part of the segment. */
  searched?: string | undefined
}

interface Props {
  view: View
  editing: Editing
}

export function SegmentPage({ view, editing }: Props) {
  const text = segmentText[view.language]
  const { written, uses, searched } = editing
  const title = written.id === '' ? text.newTitle : written.name
  return (
    <Framed view={view} title={title}>
      <Head title={title} lead={text.formLead} back={{ href: '/segments', label: text.title }} />
      {searched ? <Note>{text.notKept(searched)}</Note> : null}
      {uses.length > 0 ? <Note tone="post">{text.usedNote(namesOf(view, uses))}</Note> : null}
      <Sheet>
        <SegmentForm view={view} editing={editing} />
      </Sheet>
      {written.id === '' ? null : <RemovalSheet view={view} editing={editing} />}
    </Framed>
  )
}

/** Campaigns by their titles. */
export function namesOf(view: View, uses: SegmentUse[]): string {
  const titles = uses.map(({ campaign, title }) => titleOf(view, { name: campaign, title }))
  return new Intl.ListFormat(view.language).format([...new Set(titles)])
}

/** Drawn anew when a condition is added or taken away. */
export function SegmentForm({ view, editing }: Props) {
  const text = segmentText[view.language]
  const { written, knowing, faults, nameFault, drawn, overtaken } = editing
  const { id, name, lines } = written
  return (
    <Form view={view} action={id === '' ? '/segments' : `/segments/${id}`} id="segment-form">
      {/* The first button is what the Enter key presses. */}
      <button hidden tabindex={-1} aria-hidden="true"></button>
      <input type="hidden" name="id" value={id} />
      {drawn ? <DrawnFrom drawn={drawn} /> : null}
      {overtaken ? <OvertakenNote view={view} overtaken={overtaken} /> : null}
      <FormErrors view={view} wrong={faults.size > 0 || nameFault !== undefined} />
      <TextField
        label={text.name}
        name="name"
        value={name}
        hint={text.nameHint}
        wrong={nameFault}
        maxlength={60}
        required
        autocomplete="off"
      />
      <ul class="sentences">
        {lines.lines.length > 1 ? <JoinSentence view={view} join={lines.join} /> : null}
        {lines.lines.map((line, index) => (
          <LineSentence {...{ view, line, index, knowing }} fault={faults.get(index)} />
        ))}
      </ul>
      {lines.lines.length === 0 ? <p class="soft">{text.noLines}</p> : null}
      <AddLine view={view} knowing={knowing} />
      <div
        id="members"
        class="reach"
        aria-live="polite"
        hx-post="/segments/count"
        hx-trigger={editing.members === 'to-come' ? `load, ${CHANGED}` : CHANGED}
        hx-include="#segment-form"
        hx-target="this"
        hx-swap="innerHTML"
      >
        <MembersWords view={view} members={editing.members} />
      </div>
      <div class="ends">
        <button class="button first">{frameText[view.language].save}</button>
        <noscript>
          <button class="button" formaction="/segments/draft" formnovalidate>
            {text.recount}
          </button>
        </noscript>
      </div>
    </Form>
  )
}

const CHANGED = 'change from:#segment-form delay:300ms'

export function MembersWords({ view, members }: { view: View; members: Members }) {
  const text = segmentText[view.language]
  if (members === 'to-come') return <p class="soft">{text.counting}</p>
  if (members === null) return <p class="soft">{text.countWrong}</p>
  return (
    <p>
      <strong>{text.count(members)}</strong>
    </p>
  )
}

function JoinSentence({ view, join }: { view: View; join: 'all' | 'any' }) {
  const text = segmentText[view.language]
  const options = Object.entries(text.joins).map(([value, label]) => ({ value, label }))
  return (
    <li>
      <div class="sentence">
        {filled(text.joinLead, {
          join: <ChoiceBlank name="join" label={text.joinLabel} value={join} options={options} />
        })}
      </div>
    </li>
  )
}

function AddLine({ view, knowing }: { view: View; knowing: Knowing }) {
  const text = segmentText[view.language]
  const kinds = LINE_KINDS.filter((kind) => kind !== 'field' && kind !== 'whole')
  return (
    <div class="filters">
      <label class="small strong" for="add">
        {text.addLabel}
      </label>
      <select id="add" name="add">
        {kinds.map((kind) => (
          <option value={kind}>{text.adds[kind]}</option>
        ))}
        {knowing.fields.length > 0 ? (
          <optgroup label={text.fieldsGroup}>
            {knowing.fields.map(({ key, label }) => (
              <option value={`field ${key}`}>{label[view.language]}</option>
            ))}
          </optgroup>
        ) : null}
      </select>
      <button
        class="button slim"
        name="action"
        value="add"
        formaction="/segments/draft"
        formnovalidate
        hx-post="/segments/draft"
        hx-target="#segment-form"
        hx-swap="outerHTML"
      >
        {text.add}
      </button>
    </div>
  )
}

function RemovalSheet({ view, editing: { written, uses } }: Props) {
  const text = segmentText[view.language]
  const isUsed = uses.length > 0
  return (
    <Sheet title={text.removeTitle} id="removal">
      <div class="stack">
        <p class="soft">{isUsed ? text.inUse(namesOf(view, uses)) : text.removeText}</p>
        {isUsed ? null : (
          <Act
            view={view}
            action={`/segments/${written.id}/removal`}
            label={text.remove}
            describe={written.name}
            class="button danger"
          />
        )}
      </div>
    </Sheet>
  )
}
