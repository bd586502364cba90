import { segmentUses, type SegmentUse } from '#src/campaigns/segment-use-store.ts'
import { compileCondition } from '#src/insights/condition-sql.ts'
import { describeCondition } from '#src/insights/condition-words.ts'
import { countMembersOfEach, readSegments, type StoredSegment } from '#src/insights/segment-store.ts'
import { page } from '#src/web/answer.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Icon } from '#src/web/components/icon.tsx'
import { Empty, Sheet } from '#src/web/components/sheet.tsx'
import { Framed } from '#src/web/layout.tsx'
import { momentOf } from '#src/web/pages/campaigns/found.ts'
import { comesLater } from '#src/web/pages/counted.ts'
import { titleOf } from '#src/web/pages/campaigns/title.tsx'
import { get, type Route } from '#src/web/route.ts'
import { peopleText } from '#src/web/text/people.ts'
import { segmentText } from '#src/web/text/segment.ts'
import { WordsToCome } from '#src/web/components/to-come.tsx'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'

/** The saved audiences: who is in each, how many today, and what uses it. */
export const segmentsPages: Route[] = [get('/segments', 'member', showSegments)]

interface Shown extends StoredSegment {
  /** Null while they are still to be counted. */
  members: number | null
  uses: SegmentUse[]
}

async function showSegments(visit: Visit) {
  const { view, world } = visit.var
  const [segments, uses] = await Promise.all([readSegments(world.db), segmentUses(world.db)])
  const counts = (await comesLater(visit)) ? null : await countsOf(visit, segments)
  const shown = segments.map((segment, index) => ({
    ...segment,
    members: counts?.[index] ?? null,
    uses: uses.filter((use) => use.segment === segment.name)
  }))
  return page(visit, <SegmentsPage view={view} segments={shown} />)
}

async function countsOf(visit: Visit, segments: StoredSegment[]): Promise<number[]> {
  const { today } = await momentOf(visit)
  const conditions = segments.map(({ condition }) => compileCondition(condition, { today: today.toString() }))
  return countMembersOfEach(visit.var.world.db, conditions)
}

function SegmentsPage({ view, segments }: { view: View; segments: Shown[] }) {
  const text = segmentText[view.language]
  const make = (
    <a class="button first" href="/segments/new">
      <Icon name="plus" /> {text.make}
    </a>
  )
  return (
    <Framed view={view} title={text.title}>
      <Head title={text.title} lead={text.lead} back={{ href: '/clients', label: peopleText[view.language].title }}>
        {segments.length > 0 ? make : null}
      </Head>
      <Sheet flush>
        {segments.length === 0 ? (
          <Empty icon="people" title={text.emptyTitle}>
            <p>{text.emptyText}</p>
            {make}
          </Empty>
        ) : (
          <ul class="rows" id="segments" {...(segments.some(({ members }) => members === null) ? TO_BE_COUNTED : {})}>
            {segments.map((segment) => (
              <SegmentRow view={view} segment={segment} />
            ))}
          </ul>
        )}
      </Sheet>
    </Framed>
  )
}

const COUNTED = '/segments?counted'

/** Asks for the counts once the page is there; without JavaScript a link leads to them. */
const TO_BE_COUNTED = {
  'hx-get': COUNTED,
  'hx-trigger': 'load',
  'hx-select': '#segments',
  'hx-target': 'this',
  'hx-swap': 'outerHTML'
}

function SegmentRow({ view, segment }: { view: View; segment: Shown }) {
  const text = segmentText[view.language]
  const { id, name, condition, members, uses } = segment
  return (
    <li class="row plain">
      <div class="what">
        <p class="title">
          <a href={`/segments/${id}`}>{name}</a>
        </p>
        <p>{text.clientsWho(describeCondition(condition, view.language))}</p>
        <p class="meta">
          {members === null ? (
            <WordsToCome view={view} address={COUNTED} says={text.counting} link={text.recount} />
          ) : (
            <span>{text.count(members)}</span>
          )}
          {uses.length > 0 ? (
            <span>
              {text.usedBy}{' '}
              {uses.map(({ campaign, title }, index) => (
                <>
                  {index > 0 ? ', ' : ''}
                  <a href={`/campaigns/${campaign}`}>{titleOf(view, { name: campaign, title })}</a>
                </>
              ))}
            </span>
          ) : null}
        </p>
      </div>
      <div class="acts">
        <a class="button slim" href={`/clients?${new URLSearchParams({ segment: name }).toString()}`}>
          {text.see} <span class="sr">({name})</span>
        </a>
      </div>
    </li>
  )
}
