import { z } from 'zod'
import { compileCondition } from '#src/insights/condition-sql.ts'
import { EVERYONE, type Condition } from '#src/insights/condition.ts'
import { readSegments } from '#src/insights/segment-store.ts'
import type { Db } from '#src/platform/database/database.ts'
import { CLIENT_ORDERS, findCompany, type ClientFilter } from '#src/web/reading/clients-store.ts'

/** What the list of clients is asked for, as it stands in its address. */
const blank = z.literal('').transform(() => undefined)
export const clientsQuery = z.object({
  q: z.string().max(200).default(''),
  state: z.enum(['active', 'suggested', 'ignored']).default('active'),
  tag: blank.or(z.string().max(100)).optional(),
  tier: blank.or(z.enum(['A', 'B', 'C'])).optional(),
  company: blank.or(z.guid()).optional(),
  segment: blank.or(z.string().max(100)).optional(),
  order: z.enum(CLIENT_ORDERS).default('recent'),
  after: z.string().max(600).optional()
})

export type Asked = z.output<typeof clientsQuery>

/** @param today the firm's day, `YYYY-MM-DD` */
export async function filterOf(db: Db, asked: Asked, today: string): Promise<ClientFilter> {
  const segment = await segmentCondition(db, asked)
  return {
    query: asked.q,
    state: asked.state,
    tag: asked.tag ?? null,
    tier: asked.tier ?? null,
    owner: null,
    company: asked.company ?? null,
    segment: segment && compileCondition(segment, { today }),
    order: asked.order
  }
}

/** A segment that is gone by now narrows nothing: people keep addresses. */
async function segmentCondition(db: Db, { segment }: Asked): Promise<Condition | null> {
  if (segment === undefined) return null
  return (await readSegments(db)).find(({ name }) => name === segment)?.condition ?? null
}

/** Whether a filter names a segment that is gone by now. What changes clients must not take everybody for it. */
export async function isSegmentGone(db: Db, asked: Asked): Promise<boolean> {
  return asked.segment !== undefined && (await segmentCondition(db, asked)) === null
}

/** What of a filter can be saved as a segment. */
export async function conditionOfFilter(db: Db, asked: Asked): Promise<Condition> {
  const segment = await segmentCondition(db, asked)
  const company = asked.company && (await findCompany(db, asked.company))
  const parts: Condition[] = [
    ...(segment === null ? [] : segment.kind === 'all' ? segment.of : [segment]),
    ...(asked.tag === undefined ? [] : [{ kind: 'tag' as const, is: [asked.tag] }]),
    ...(asked.tier === undefined ? [] : [{ kind: 'tier' as const, is: [asked.tier] }]),
    ...(company ? [{ kind: 'company' as const, is: [company.name] }] : [])
  ]
  return parts.length === 0 ? EVERYONE : { kind: 'all', of: parts }
}

/** Whether the list is narrowed to fewer than all clients. */
export function isFiltered({ q, state, tag, tier, company, segment }: Asked): boolean {
  return q !== '' || state !== 'active' || [tag, tier, company, segment].some((part) => part !== undefined)
}

/** Whether a segment can hold what the list is narrowed by. */
export function isKeepable({ state, tag, tier, company, segment }: Asked): boolean {
  return state === 'active' && [tag, tier, company, segment].some((part) => part !== undefined)
}

export function addressOf(asked: Asked, path = '/clients'): string {
  const query = new URLSearchParams()
  const defaults: Record<string, string> = { state: 'active', order: 'recent', q: '' }
  for (const [name, value] of Object.entries(asked))
    if (value !== undefined && value !== defaults[name]) query.set(name, value)
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

/** The filter that an address of the list asks for. */
export function askedIn(search: string): Asked {
  const read = clientsQuery.safeParse(Object.fromEntries(new URLSearchParams(search)))
  return read.success ? read.data : clientsQuery.parse({})
}
