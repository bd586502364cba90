import { z } from 'zod'
import { shownCode } from '#src/offers/code.ts'
import type { Coupon } from '#src/offers/coupon-store.ts'
import { check, redeem, type RedeemOutcome, type Till } from '#src/offers/redeem.ts'
import { discountText, refusalSentence } from '#src/offers/wording.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { sumOf } from '#src/platform/written-number.ts'
import { act, undoOf } from '#src/web/acts/act.ts'
import { page } from '#src/web/answer.tsx'
import { askedId } from '#src/web/asked-id.ts'
import { Act, Form, FormErrors, TextField } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Note, Sheet } from '#src/web/components/sheet.tsx'
import { readForm } from '#src/web/form-data.ts'
import { day, money } from '#src/web/format.ts'
import { limit } from '#src/web/guard/limit.ts'
import { Framed } from '#src/web/layout.tsx'
import { codeOf, holderOf, type Holder } from '#src/web/reading/coupons-store.ts'
import { get, post, type Route } from '#src/web/route.ts'
import { counterText } from '#src/web/text/counter.ts'
import type { View } from '#src/web/view.ts'
import { memberOf, type Visit } from '#src/web/world.ts'

/** The counter page (O2): type a code, see what it gives, use it for an order. */
export const counterPages: Route[] = [
  get('/counter', 'member', (visit) => show(visit, {})),
  post('/counter/code', 'member', look),
  post('/counter/coupons/:id', 'member', take),
  post('/counter/redemption', 'member', use)
]

interface Shown {
  code?: string
  wrong?: string
  coupon?: Coupon
  /** What was typed of the sale, with what is wrong with it. */
  sale?: Sale
  used?: Extract<RedeemOutcome, { kind: 'redeemed' }>
  /** Where to post to give the coupon back. */
  undo?: string | undefined
}

interface Sale {
  amount: string
  order: string
  wrong: { amount?: string | undefined; order?: string | undefined }
}

const codeForm = z.object({ code: z.string().min(1).max(60) })
const ORDER_MOST = 100
const useForm = codeForm.extend({ order: z.string().min(1).max(ORDER_MOST), amount: z.string().min(1).max(30) })

async function show(visit: Visit, shown: Shown) {
  const { view, world } = visit.var
  const coupon = shown.coupon ?? shown.used?.coupon
  const holder = coupon ? await holderOf(world.db, coupon.clientId) : null
  return page(visit, <CounterPage {...{ view, shown, holder }} />, shown.wrong || shown.sale ? 422 : 200)
}

async function look(visit: Visit) {
  const { view, world } = visit.var
  await limit(world, 'coupon-code', memberOf(visit).id)
  const form = await readForm(visit, codeForm)
  if (form.kind === 'wrong') return show(visit, {})
  const { code } = form.value
  const outcome = await check(world.db, code, tillOf(visit))
  if (outcome.kind === 'refused')
    return show(visit, { code, wrong: refusalSentence(outcome.refusal, view.language, view.zone) })
  return show(visit, { code, coupon: outcome.coupon })
}

/** A coupon out of the list, its code included: who opened it is written down. */
async function take(visit: Visit) {
  const { view, world } = visit.var
  await limit(world, 'coupon-code', memberOf(visit).id)
  const id = askedId(visit)
  const code = await codeOf(world.db, id)
  if (code === null) throw new Refusal('not-found', 'There is no such coupon.')
  await act(visit, async () => ({ action: 'coupon.open', subject: { kind: 'coupon', id } }))
  const outcome = await check(world.db, code, tillOf(visit))
  if (outcome.kind === 'refused')
    return show(visit, { wrong: refusalSentence(outcome.refusal, view.language, view.zone) })
  return show(visit, { code, coupon: outcome.coupon })
}

async function use(visit: Visit) {
  const { view, world } = visit.var
  await limit(world, 'coupon-code', memberOf(visit).id)
  const form = await readForm(visit, useForm)
  if (form.kind === 'wrong') return askAgain(visit, form.given)
  const { code, order, amount: written } = form.value
  const amount = sumOf(written, view)
  if (amount === null || amount <= 0) return askAgain(visit, form.value)
  const settings = await readSettings(world.db)
  const rules = { stacking: settings['offers.stacking'], marginFloorPercent: settings['offers.marginFloorPercent'] }
  const settled: { outcome?: RedeemOutcome } = {}
  const line = await act(visit, async (db) => {
    const asked = { code, orderId: order, amount: BigInt(amount), currency: view.currency }
    const outcome = await redeem(db, asked, rules, tillOf(visit))
    settled.outcome = outcome
    if (outcome.kind === 'refused' || outcome.repeated) return null
    return { action: 'coupon.redeem', subject: { kind: 'coupon', id: outcome.coupon.id }, after: { order } }
  })
  const { outcome } = settled
  if (outcome?.kind === 'redeemed') return show(visit, { used: outcome, undo: undoOf(line).undo })
  const refusal = outcome?.refusal ?? { code: 'unknown-code' as const }
  return show(visit, { code, wrong: refusalSentence(refusal, view.language, view.zone) })
}

/** The coupon again, with what was typed of the sale and what to mend in it. */
async function askAgain(visit: Visit, { code = '', order = '', amount = '' }: Record<string, string>) {
  const { view, world } = visit.var
  const text = counterText[view.language]
  const outcome = await check(world.db, code, tillOf(visit))
  if (outcome.kind === 'refused')
    return show(visit, { code, wrong: refusalSentence(outcome.refusal, view.language, view.zone) })
  const sum = sumOf(amount, view) ?? -1
  const isOrder = order !== '' && order.length <= ORDER_MOST
  const wrongAmount = sum < 0 ? text.wrongAmount : sum === 0 ? text.zeroAmount : undefined
  const wrong = { amount: wrongAmount, order: isOrder ? undefined : text.wrongOrder }
  return show(visit, { code, coupon: outcome.coupon, sale: { amount, order, wrong } })
}

function tillOf(visit: Visit): Till {
  const { id } = memberOf(visit)
  return { channel: 'counter', by: id, source: `member ${id}`, now: visit.var.world.clock.now() }
}

function CounterPage({ view, shown, holder }: { view: View; shown: Shown; holder: Holder | null }) {
  const text = counterText[view.language]
  return (
    <Framed view={view} title={text.title}>
      <Head title={text.title} lead={text.lead}>
        <a class="button quiet" href="/coupons">
          {text.list}
        </a>
      </Head>
      <div class="narrow stack">
        {shown.used ? <Used {...{ view, holder }} used={shown.used} undo={shown.undo} /> : null}
        {shown.coupon ? (
          <Valid {...{ view, holder }} coupon={shown.coupon} sale={shown.sale} />
        ) : (
          <Sheet>
            <Form view={view} action="/counter/code">
              <FormErrors view={view} wrong={shown.wrong} />
              <TextField
                label={text.code}
                name="code"
                class="code-input"
                value={shown.code}
                autocomplete="off"
                autocapitalize="characters"
                spellcheck="false"
                required
                autofocus
              />
              <button class="button first block">{text.check}</button>
              <button
                type="button"
                class="button block"
                id="scan"
                data-failed={text.noCamera}
                data-reader="/static/square-codes.js"
                hidden
              >
                {text.scan}
              </button>
              <video id="camera" playsinline muted hidden></video>
            </Form>
            <script src="/static/counter.js" defer></script>
          </Sheet>
        )}
      </div>
    </Framed>
  )
}

interface ValidProps {
  view: View
  coupon: Coupon
  holder: Holder | null
  sale: Sale | undefined
}

function Valid({ view, coupon, holder, sale }: ValidProps) {
  const text = counterText[view.language]
  return (
    <Sheet title={shownCode(coupon.code)} id="coupon">
      <div class="stack">
        <Note tone="green">
          <p class="strong">{text.gives(discountText(coupon.discount, coupon.currency, view.language))}</p>
          <Whose view={view} holder={holder} />
          <p class="small">
            {text.until(day(view, new Date(coupon.expiresAt.getTime() - 1)))}
            {coupon.minimumSpend > 0n ? `, ${text.minimum(money(view, coupon.minimumSpend, coupon.currency))}` : ''}
          </p>
        </Note>
        <Form view={view} action="/counter/redemption">
          <input type="hidden" name="code" value={coupon.code} />
          <FormErrors view={view} wrong={sale && text.mend} />
          <TextField
            label={text.amount}
            name="amount"
            value={sale?.amount}
            wrong={sale?.wrong.amount}
            inputmode="decimal"
            autocomplete="off"
            required
            autofocus
          />
          <TextField
            label={text.order}
            name="order"
            value={sale?.order}
            wrong={sale?.wrong.order}
            autocomplete="off"
            required
          />
          <button class="button first block">{text.redeem}</button>
          <a href="/counter">{text.next}</a>
        </Form>
      </div>
    </Sheet>
  )
}

/** Whose coupon it is: who pays should be them. */
function Whose({ view, holder }: { view: View; holder: Holder | null }) {
  if (holder === null) return null
  return (
    <p>
      {counterText[view.language].whose} <a href={`/clients/${holder.id}`}>{holder.name}</a>
    </p>
  )
}

interface UsedProps {
  view: View
  holder: Holder | null
  used: NonNullable<Shown['used']>
  undo: string | undefined
}

function Used({ view, holder, used: { redemption, repeated }, undo }: UsedProps) {
  const text = counterText[view.language]
  const sum = (minor: bigint) => money(view, minor, redemption.currency)
  return (
    <Note tone="green" acts={undo ? <Act view={view} action={undo} label={text.giveBack} class="button slim" /> : null}>
      <p class="strong serif">{text.done(sum(redemption.amount - redemption.discount))}</p>
      <Whose view={view} holder={holder} />
      <p>{repeated ? text.repeated : text.doneText(sum(redemption.discount))}</p>
    </Note>
  )
}
