import { z } from 'zod'
import { listLines, type WrittenLine } from '#src/team/audit-store.ts'
import { memberNames } from '#src/web/accounts/member-store.ts'
import { canUndo } from '#src/web/acts/undo.ts'
import { page } from '#src/web/answer.tsx'
import { Act } from '#src/web/components/form.tsx'
import { ListPage } from '#src/web/components/list-page.tsx'
import { Pager } from '#src/web/components/pager.tsx'
import { Near } from '#src/web/components/time.tsx'
import { readQuery } from '#src/web/form-data.ts'
import { labelled } from '#src/web/format.ts'
import { readCursor, writeCursor } from '#src/web/reading/cursor.ts'
import { get, type Route } from '#src/web/route.ts'
import { auditText } from '#src/web/text/audit.ts'
import { settingsText } from '#src/web/text/settings.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'

/** Who did what (S5). */
export const auditPages: Route[] = [get('/settings/audit', 'member', showAudit)]

const LINES_SHOWN = 60
const auditQuery = z.object({ after: z.string().max(600).optional() })

async function showAudit(visit: Visit) {
  const { view, world } = visit.var
  const cursor = readCursor(readQuery(visit, auditQuery).after, 'instant')
  const before = cursor && { at: new Date(cursor.value), id: cursor.id }
  const [lines, names] = await Promise.all([
    listLines(world.db, { before, most: LINES_SHOWN + 1 }),
    memberNames(world.db)
  ])
  const shown = lines.slice(0, LINES_SHOWN)
  const last = lines.length > LINES_SHOWN ? shown.at(-1) : undefined
  const next = last ? `/settings/audit?after=${writeCursor({ value: last.at.toISOString(), id: last.id })}` : null
  return page(visit, <AuditPage {...{ view, lines: shown, names, next }} />)
}

interface AuditPageProps {
  view: View
  lines: WrittenLine[]
  names: Map<string, string>
  next: string | null
}

function AuditPage({ view, lines, names, next }: AuditPageProps) {
  const text = auditText[view.language]
  return (
    <ListPage
      view={view}
      title={text.title}
      lead={text.lead}
      back={{ href: '/settings', label: settingsText[view.language].title }}
      none={{ icon: 'note', title: text.none, text: text.noneText }}
      isEmpty={lines.length === 0}
      below={<Pager view={view} next={next} />}
    >
      {lines.map((line) => (
        <Line view={view} line={line} names={names} />
      ))}
    </ListPage>
  )
}

function Line({ view, line, names }: { view: View; line: WrittenLine; names: Map<string, string> }) {
  const text = auditText[view.language]
  const who = names.get(line.by.id) ?? text.who[line.by.kind] ?? line.by.id
  const place = placeOf(line)
  return (
    <li class="row plain">
      <div class="what">
        <p>
          <span class="strong">{who}</span> {text.actions[line.action] ?? line.action}
          {line.reason ? <span class="soft"> ({line.reason})</span> : null}
        </p>
        <p class="meta">
          <Near view={view} at={line.at} />
          {place ? <a href={place}>{text.see}</a> : null}
          <Change view={view} line={line} />
        </p>
      </div>
      {canUndo(line.action) ? (
        <div class="acts">
          <Act view={view} action={`/acts/${line.id}/undo`} label={text.undo} describe={line.action} icon="undo" />
        </div>
      ) : null}
    </li>
  )
}

/** What changed: each value by its name, before and after. */
function Change({ view, line }: { view: View; line: WrittenLine }) {
  const { values: words } = auditText[view.language]
  const { labels } = settingsText[view.language]
  const [before, after] = [valuesOf(line.before), valuesOf(line.after)]
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const changed = names.filter((name) => shown(before[name]) !== shown(after[name]))
  return (
    <>
      {changed.map((name) => (
        <span>
          {labelled(view, words[name] ?? labels[name] ?? name)}{' '}
          {[before[name], after[name]]
            .map((side) => saidIn(view, name, side))
            .filter((side) => side !== '')
            .join(' → ')}
        </span>
      ))}
    </>
  )
}

/** A role by its name, everything else as it is. */
function saidIn(view: View, name: string, value: unknown): string {
  const said = shown(value)
  return name === 'role' ? (settingsText[view.language].teamRoles[said] ?? said) : said
}

const values = z.record(z.string(), z.unknown())

function valuesOf(side: unknown): Record<string, unknown> {
  const read = values.safeParse(side)
  return read.success ? read.data : {}
}

const SHOWN_MOST = 120

function shown(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(shown).join(', ').slice(0, SHOWN_MOST)
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, SHOWN_MOST)
}

const PLACES: Record<string, string> = {
  client: '/clients',
  thread: '/threads',
  mailbox: '/settings/mailboxes',
  'file-import': '/settings/import'
}

function placeOf({ subject }: WrittenLine): string | null {
  const place = PLACES[subject.kind]
  return place === undefined ? null : `${place}/${subject.id}`
}
