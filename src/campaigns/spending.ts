import type { EligibilityFacts } from './eligibility.ts'

/** What mails of one plan promise one after the other: each sees the budget that those before it left. */
export interface Spending {
  /** The facts as they stand after what was promised so far. */
  after: (facts: EligibilityFacts, occasion: string) => EligibilityFacts
  /** Takes note that a mail goes out. */
  note: (facts: EligibilityFacts, occasion: string) => void
}

/** @see Spending. An occasion, of one client, has one coupon however many mails speak of it. */
export function openSpending(): Spending {
  const paid = new Set<string>()
  let spent = 0
  return {
    after(facts, occasion) {
      if (facts.budgetLeft === null) return facts
      return { ...facts, budgetLeft: paid.has(occasion) ? null : facts.budgetLeft - spent }
    },
    note({ budgetLeft, offerCost }, occasion) {
      if (budgetLeft === null || paid.has(occasion)) return
      paid.add(occasion)
      spent += offerCost
    }
  }
}
