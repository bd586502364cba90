import type { Child } from 'hono/jsx'
import { DRAWN_FIELD, plain, type Drawn, type Texts } from '#src/web/drawn.ts'
import { labelled, quoted } from '#src/web/format.ts'
import { lastChanger, type Changer } from '#src/web/reading/last-change.ts'
import { drawnText } from '#src/web/text/drawn.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'

/** What the form around it is drawn from, for it to be compared when it comes back. */
export function DrawnFrom({ drawn }: { drawn: Drawn }) {
  return <input type="hidden" name={DRAWN_FIELD} value={JSON.stringify(drawn)} />
}

/** What a person is told whose form came after another change. */
export interface Overtaken {
  by: Changer | null
  changes: Change[]
}

/** A field by its label, with what stood there and what stands there now, as people say it. */
export interface Change {
  label: string
  before: string
  now: string
}

/** Finds out who it was, and says it in words. */
export async function tellOvertaken(visit: Visit, asked: Asked): Promise<Overtaken> {
  const { subject, actions, drawn, now, changed, told } = asked
  const by = await lastChanger(visit.var.world.db, subject, { actions, since: new Date(drawn?.at ?? 0) })
  const changes = changed.flatMap((field) => {
    const named = told(field)
    if (named === null) return []
    return { label: named.label, before: said(drawn?.texts[field], named), now: said(now[field], named) }
  })
  return { by, changes }
}

interface Asked {
  subject: { kind: string; id: string }
  /** Acts of the audit trail that change it. */
  actions: string[]
  drawn: Drawn | null
  now: Texts
  changed: string[]
  /** How a field is called; null where it has no words. */
  told: (field: string) => Told | null
}

export interface Told {
  label: string
  /** What it holds where that is a code. */
  options?: { value: string; label: string }[]
}

function said(texts: Texts[string], { options }: Told): string {
  const named = [texts ?? ''].flat().map((text) => options?.find(({ value }) => value === text)?.label ?? text)
  return plain(named)
}

/** Said above a form that was held back, since what it was drawn from has changed. */
export function OvertakenNote({ view, overtaken: { by, changes }, children }: OvertakenNoteProps) {
  const text = drawnText[view.language]
  const isOwn = by !== null && by.id === view.member?.id
  const shown = (value: string) => (value === '' ? text.nothing : quoted(view, value))
  return (
    <div class="errors stack tight" role="alert">
      <p class="strong">{isOwn ? text.changedByYou : text.changed(by?.name ?? text.somebody)}</p>
      {changes.length > 0 ? (
        <ul>
          {changes.map(({ label, before, now }) => (
            <li class="prewrap">
              {labelled(view, label)} {shown(before)} → {shown(now)}
            </li>
          ))}
        </ul>
      ) : null}
      {children}
      <p>{text.how}</p>
    </div>
  )
}

interface OvertakenNoteProps {
  view: View
  overtaken: Overtaken
  /** What stands there now, where it is too long for a line. */
  children?: Child
}
