import { z } from 'zod'
import { endOfCode, shownCode } from '#src/offers/code.ts'
import { discountText } from '#src/offers/wording.ts'
import { dateOf } from '#src/platform/clock.ts'
import { isLive, page, part } from '#src/web/answer.tsx'
import { Act } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { LiveFilters } from '#src/web/components/live-filters.tsx'
import { Pager } from '#src/web/components/pager.tsx'
import { Badge, Empty, Sheet } from '#src/web/components/sheet.tsx'
import { readQuery } from '#src/web/form-data.ts'
import { day } from '#src/web/format.ts'
import { Framed } from '#src/web/layout.tsx'
import { titleOf } from '#src/web/pages/campaigns/title.tsx'
import { COUPON_STATES, listCoupons, type ListedCoupon } from '#src/web/reading/coupons-store.ts'
import { readCursor, type Part } from '#src/web/reading/cursor.ts'
import { get, type Route } from '#src/web/route.ts'
import { counterText } from '#src/web/text/counter.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'

/** Every coupon that was given, with what became of it. */
export const couponsPages: Route[] = [get('/coupons', 'member', showCoupons)]

const couponsQuery = z.object({
  q: z.string().max(100).default(''),
  state: z.enum(COUPON_STATES).default('all'),
  after: z.string().max(600).optional()
})
type Asked = z.output<typeof couponsQuery>

async function showCoupons(visit: Visit) {
  const { view, world } = visit.var
  const asked = readQuery(visit, couponsQuery)
  const now = dateOf(world.clock.now())
  const filter = { query: asked.q, seesCodes: seesCodes(view), state: asked.state, now }
  const found = await listCoupons(world.db, filter, readCursor(asked.after, 'instant'))
  const results = <Results {...{ view, asked, found, now }} />
  if (isLive(visit)) return part(visit, results)
  const text = counterText[view.language]
  return page(
    visit,
    <Framed view={view} title={text.listTitle}>
      <Head title={text.listTitle} lead={text.listLead} back={{ href: '/counter', label: text.title }} />
      <Filters view={view} asked={asked} />
      {results}
    </Framed>
  )
}

/** A code is as good as money: the list of all of them is the owner's, others see one at a time, at the counter. */
function seesCodes(view: View): boolean {
  return view.member?.role === 'owner'
}

function Filters({ view, asked }: { view: View; asked: Asked }) {
  const text = counterText[view.language]
  const label = seesCodes(view) ? text.searchLabel : text.searchClient
  return (
    <LiveFilters action="/coupons" q={asked.q} text={{ search: label, placeholder: label, submit: text.search }}>
      <select name="state" aria-label={text.stateLabel}>
        {COUPON_STATES.map((state) => (
          <option value={state} selected={state === asked.state}>
            {text.states[state]}
          </option>
        ))}
      </select>
    </LiveFilters>
  )
}

interface ResultsProps {
  view: View
  asked: Asked
  found: Part<ListedCoupon>
  now: Date
}

function Results({ view, asked, found, now }: ResultsProps) {
  const text = counterText[view.language]
  const isFiltered = asked.q !== '' || asked.state !== 'all'
  return (
    <div id="results" class="stack wide">
      <Sheet flush>
        {found.rows.length === 0 ? (
          <Empty icon="gift" title={text.noneTitle}>
            <p>{isFiltered ? text.noneFound : text.noneText}</p>
            {isFiltered ? null : (
              <a class="button first" href="/campaigns">
                {text.seeCampaigns}
              </a>
            )}
          </Empty>
        ) : (
          <CouponTable view={view} rows={found.rows} now={now} />
        )}
      </Sheet>
      <Pager
        view={view}
        next={found.next ? addressOf({ ...asked, after: found.next }) : null}
        previous={asked.after ? addressOf({ ...asked, after: undefined }) : null}
      />
    </div>
  )
}

function CouponTable({ view, rows, now }: { view: View; rows: ListedCoupon[]; now: Date }) {
  const text = counterText[view.language]
  return (
    <table class="list cards">
      <thead>
        <tr>
          <th scope="col">{text.columnCode}</th>
          <th scope="col">{text.columnClient}</th>
          <th scope="col">{text.columnGives}</th>
          <th scope="col">{text.columnIssued}</th>
          <th scope="col">{text.columnUntil}</th>
          <th scope="col">{text.columnState}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((coupon) => (
          <CouponRow view={view} coupon={coupon} now={now} />
        ))}
      </tbody>
    </table>
  )
}

function CouponRow({ view, coupon, now }: { view: View; coupon: ListedCoupon; now: Date }) {
  const text = counterText[view.language]
  const { id, code, clientId, client, campaign, title, issuedAt, expiresAt } = coupon
  return (
    <tr>
      <td>
        <code class="nowrap">{seesCodes(view) ? shownCode(code) : endOfCode(code)}</code>
      </td>
      <td class="who wide">
        <a class="name" href={`/clients/${clientId}`}>
          {client}
        </a>
        {campaign === null ? null : <p class="soft small">{titleOf(view, { name: campaign, title })}</p>}
      </td>
      <td data-label={text.columnGives}>{givenBy(coupon, view)}</td>
      <td class="wide nowrap" data-label={text.columnIssued}>
        {day(view, issuedAt)}
      </td>
      <td class="wide nowrap" data-label={text.columnUntil}>
        {day(view, new Date(expiresAt.getTime() - 1))}
      </td>
      <td>
        <State view={view} coupon={coupon} now={now} />
        {isValid(coupon, now) ? (
          <Act view={view} action={`/counter/coupons/${id}`} label={text.take} describe={client} class="button slim" />
        ) : null}
      </td>
    </tr>
  )
}

function State({ view, coupon, now }: { view: View; coupon: ListedCoupon; now: Date }) {
  const text = counterText[view.language]
  if (coupon.usedFor !== null)
    return (
      <>
        <Badge tone="green" icon="check">
          {text.state['used']}
        </Badge>{' '}
        <span class="soft small">{text.usedFor(coupon.usedFor)}</span>
      </>
    )
  return isValid(coupon, now) ? (
    <Badge tone="post">{text.state['valid']}</Badge>
  ) : (
    <Badge>{text.state['expired']}</Badge>
  )
}

function isValid({ usedFor, expiresAt }: ListedCoupon, now: Date): boolean {
  return usedFor === null && expiresAt > now
}

function givenBy({ discountKind, basisPoints, amount, currency }: ListedCoupon, { language }: View): string {
  if (discountKind === 'percent')
    return discountText({ kind: 'percent', basisPoints: basisPoints ?? 0 }, currency, language)
  return discountText({ kind: 'amount', amount: amount ?? 0n }, currency, language)
}

function addressOf({ q, state, after }: Asked): string {
  const query = new URLSearchParams({ ...(q && { q }), ...(state !== 'all' && { state }), ...(after && { after }) })
  return `/coupons?${query.toString()}`
}
