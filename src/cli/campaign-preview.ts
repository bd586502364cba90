import { Temporal } from 'temporal-polyfill'
import type { Firm } from '#src/campaigns/firm.ts'
import type { Days } from '#src/campaigns/occurrences.ts'
import type { PreviewLine } from '#src/campaigns/preview.ts'
import { explain } from '#src/campaigns/refusals.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { dayOf } from './campaign-world.ts'
import { table } from './output.ts'

/** What a dry run looks at unless told. */
export const PREVIEW_DAYS = 30

/** @throws Refusal where the days are none, or in the wrong order */
export function periodOf(options: { from?: string; to?: string }, now: Temporal.Instant, firm: Firm): Days {
  const today = now.toZonedDateTimeISO(firm.zone).toPlainDate()
  const from = options.from === undefined ? today : dayOf(options.from, '--from')
  const to = options.to === undefined ? from.add({ days: PREVIEW_DAYS }) : dayOf(options.to, '--to')
  if (Temporal.PlainDate.compare(to, from) < 0)
    throw new Refusal('bad-period', 'The period ends before it begins: --to must not lie before --from.', {
      wrongUsage: true
    })
  return { from, to }
}

/** A period that has begun already is shown as if the campaign had been on since its beginning. */
export function standIn(now: Temporal.Instant, period: Days, firm: Firm): Temporal.Instant {
  // A day before: somewhere on earth the first day begins earlier than at the firm's.
  const start = period.from.subtract({ days: 1 }).toZonedDateTime(firm.zone).toInstant()
  return Temporal.Instant.compare(start, now) < 0 ? start : now
}

/** As scripts read it. @param ids what they call the clients, by our id */
export function lineOf(line: PreviewLine, ids: ReadonlyMap<string, string>) {
  return {
    client: ids.get(line.clientId) ?? line.clientId,
    address: line.address,
    step: line.step,
    occurrence: line.occurrence,
    sendAt: line.sendAt.toString({ timeZoneName: 'never' }),
    skip: line.refusal && { code: line.refusal.code, reason: explain(line.refusal, 'en') }
  }
}

/** As people read it. */
export function previewTable(lines: readonly PreviewLine[], period: Days): string {
  const refused = lines.filter(({ refusal }) => refusal !== null)
  const byCode = new Map<string, number>()
  for (const { refusal } of refused) if (refusal) byCode.set(refusal.code, (byCode.get(refusal.code) ?? 0) + 1)
  const reasons = [...byCode].map(([code, many]) => `${many} ${code}`).join(', ')
  const rows = lines.map((line) => {
    const { sendAt, address, step, skip } = lineOf(line, new Map())
    return [
      sendAt,
      line.to === 'team' ? 'the team' : (address ?? ''),
      String(step),
      skip ? `${skip.code}: ${skip.reason}` : 'would be sent'
    ]
  })
  const head = `From ${period.from.toString()} to ${period.to.toString()}: ${lines.length - refused.length} would be sent, ${refused.length} would not${reasons && ` (${reasons})`}.`
  return `${head}\n${table(['when', 'to', 'step', 'what'], rows, 'Nobody is concerned.')}`
}
