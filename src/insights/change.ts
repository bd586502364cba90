import { incompleteBeta } from './special-functions.ts'

/** A client's purchases in the last months and in the stretch before them. */
export interface ChangeInput {
  now: Window
  before: Window
}

interface Window {
  days: number
  purchaseDays: number
  /** Paid, minor units. */
  paid: bigint
}

export interface Change {
  kind: 'falling' | 'rising'
  /** Purchase days to be expected now if nothing had changed. */
  expected: number
  /** How often chance alone shows a change at least as strong. */
  chance: number
}

/** Marked: half as often or less, or twice as often or more, and the money goes the same way. */
const MARKED_RATIO = 2
/** Of all alerts that are raised, at most this share is expected to be chance (Benjamini and Hochberg, 1995). */
const FALSE_SHARE_MAX = 0.05

/**
 * The clients whose purchases changed markedly and significantly against their own past (PRODUCT K5). Counts in two
 * stretches of time are compared by the exact binomial test; significance is judged over the whole base at once, since
 * among 50,000 clients chance alone makes hundreds look changed.
 */
export function markedChanges<Client extends ChangeInput>(clients: Client[]): (Client & { change: Change })[] {
  const tested = clients.flatMap((client) => {
    const change = changeOf(client)
    return change ? [{ ...client, change }] : []
  })
  const ranked = tested.toSorted((a, b) => a.change.chance - b.change.chance)
  const lastSignificant = ranked.findLastIndex(
    ({ change }, index) => change.chance <= (FALSE_SHARE_MAX * (index + 1)) / ranked.length
  )
  return ranked.slice(0, lastSignificant + 1).filter(isMarked)
}

/** The change and the chance of it; undefined where there is nothing to compare. */
function changeOf({ now, before }: ChangeInput): Change | undefined {
  const all = now.purchaseDays + before.purchaseDays
  if (before.purchaseDays === 0 || before.days <= 0) return undefined
  const share = now.days / (now.days + before.days)
  const expected = (before.purchaseDays * now.days) / before.days
  const kind = now.purchaseDays < expected ? 'falling' : 'rising'
  const oneSided =
    kind === 'falling'
      ? binomialAtMost(now.purchaseDays, all, share)
      : 1 - binomialAtMost(now.purchaseDays - 1, all, share)
  return { kind, expected, chance: Math.min(1, 2 * oneSided) }
}

/** P(X ≤ k) of a binomial. */
function binomialAtMost(k: number, n: number, share: number): number {
  if (k < 0) return 0
  return k >= n ? 1 : incompleteBeta(1 - share, n - k, k + 1)
}

function isMarked({ now, before, change }: ChangeInput & { change: Change }): boolean {
  const paidExpected = (Number(before.paid) * now.days) / before.days
  return change.kind === 'falling'
    ? now.purchaseDays * MARKED_RATIO <= change.expected && Number(now.paid) < paidExpected
    : now.purchaseDays >= change.expected * MARKED_RATIO && Number(now.paid) > paidExpected
}
