import { z } from 'zod'
import { listLines, type WrittenLine } from '#src/team/audit-store.ts'
import { undoableAmong } from '#src/web/acts/undoable-store.ts'
import { page } from '#src/web/answer.tsx'
import { Act } from '#src/web/components/form.tsx'
import { ListPage } from '#src/web/components/list-page.tsx'
import { Pager } from '#src/web/components/pager.tsx'
import { Near } from '#src/web/components/time.tsx'
import { readQuery } from '#src/web/form-data.ts'
import { labelled } from '#src/web/format.ts'
import { readCursor, writeCursor } from '#src/web/reading/cursor.ts'
import { namesIn, type Names } from '#src/web/reading/journal-store.ts'
import { readerOf } from '#src/web/reading/shown-mail.ts'
import { get, type Route } from '#src/web/route.ts'
import { auditText } from '#src/web/text/audit.ts'
import { settingsText } from '#src/web/text/settings.ts'
import type { View } from '#src/web/view.ts'
import { memberOf, type Visit } from '#src/web/world.ts'
import { whatChanged, whatItIsAbout, whatWasDone, whoDid } from './journal-words.ts'

/** Who did what (S5). */
export const auditPages: Route[] = [get('/settings/audit', 'member', showAudit)]

const LINES_SHOWN = 60
const auditQuery = z.object({ after: z.string().max(600).optional() })

async function showAudit(visit: Visit) {
  const { view, world } = visit.var
  const cursor = readCursor(readQuery(visit, auditQuery).after, 'instant')
  const before = cursor && { at: new Date(cursor.value), id: cursor.id }
  const lines = await listLines(world.db, { before, most: LINES_SHOWN + 1 })
  const shown = lines.slice(0, LINES_SHOWN)
  const [names, undoable] = await Promise.all([
    namesIn(world.db, shown, readerOf(view)),
    undoableAmong(world.db, shown, memberOf(visit))
  ])
  const last = lines.length > LINES_SHOWN ? shown.at(-1) : undefined
  const next = last ? `/settings/audit?after=${writeCursor({ value: last.at.toISOString(), id: last.id })}` : null
  return page(visit, <AuditPage {...{ view, lines: shown, names, undoable, next }} />)
}

interface AuditPageProps {
  view: View
  lines: WrittenLine[]
  names: Names
  undoable: ReadonlySet<string>
  next: string | null
}

function AuditPage({ view, lines, names, undoable, next }: AuditPageProps) {
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
        <Line view={view} line={line} names={names} isUndoable={undoable.has(line.id)} />
      ))}
    </ListPage>
  )
}

function Line({ view, line, names, isUndoable }: LineProps) {
  const text = auditText[view.language]
  const done = whatWasDone(view, line)
  const about = whatItIsAbout(view, line, names)
  return (
    <li class="row plain">
      <div class="what">
        <p>
          <span class="strong">{whoDid(view, line, names)}</span> {about ? labelled(view, done) : done}{' '}
          {about ? about.href ? <a href={about.href}>{about.name}</a> : about.name : null}
          {wordsGiven(line) ? <span class="soft"> ({wordsGiven(line)})</span> : null}
        </p>
        <p class="meta">
          <Near view={view} at={line.at} />
          {whatChanged(view, line, names).map((change) => (
            <span>{change}</span>
          ))}
        </p>
      </div>
      {isUndoable ? (
        <div class="acts">
          <Act
            view={view}
            action={`/acts/${line.id}/undo`}
            label={text.undo}
            describe={about ? `${labelled(view, done)} ${about.name}` : done}
            icon="undo"
          />
        </div>
      ) : null}
    </li>
  )
}

interface LineProps {
  view: View
  line: WrittenLine
  names: Names
  isUndoable: boolean
}

/** Why, where a person wrote it; what the program writes there is for those who look into it from the machine. */
function wordsGiven({ action, reason }: WrittenLine): string | null {
  return action === 'follow-up.skip' ? reason : null
}
