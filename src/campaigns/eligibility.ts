import type { ConsentVerdict } from './consent.ts'
import type { Definition, Step } from './definition.ts'
import { refuse, type FollowUpRefusal, type RefusalCode } from './refusals.ts'

/** What is known of one client and one step at the moment of deciding; gathered by the store, judged here. */
export interface EligibilityFacts {
  clientState: 'suggested' | 'active' | 'ignored' | 'merged' | 'erased'
  /** The address that would be written to; null where none is known. */
  address: string | null
  /** Facts the step requires and that are empty for this client. */
  missing: readonly string[]
  consent: ConsentVerdict
  /** Entry of the suppression list that holds for this person and purpose: its reason. */
  suppressedBy: string | null
  /** The address is suppressed because mail to it came back (H8). */
  bounced: boolean
  isInAudience: boolean
  /** The same step of the same occurrence has gone to a record since merged into this one. */
  sentToMerged: boolean
  /** What the client did since the sequence began, or since the trigger's own silence began (H5). */
  since: { replied: boolean; purchased: boolean; met: boolean }
  /** False where an earlier step of the same sequence was refused or failed. */
  earlierStepsSent: boolean
  /** A campaign of higher priority that writes on the same local day, by name. */
  rival: string | null
  /** Marketing mails sent, or planned before this one, in the days before. */
  mailsBefore: { in7Days: number; in30Days: number }
  /** What the campaign's offers may still cost, in minor units, before this one; null: no limit. */
  budgetLeft: number | null
  /** What this offer may cost at most, where that is known: an amount off. Zero for a percentage and for no offer. */
  offerCost: number
  isHeldOut: boolean
}

/**
 * Decides whether one step may go to one client. Asked twice: when planning, and again just before sending (H4).
 * The order is that of importance: who the person is, what they want, what the campaign says, and last the hold-out, so that
 * those held out are otherwise like those written to.
 * @returns the first reason against it; null where there is none
 */
export function refusalOf(facts: EligibilityFacts, definition: Definition): FollowUpRefusal | null {
  return (
    againstPerson(facts) ??
    againstAddress(facts) ??
    (definition.purpose === 'marketing' ? againstConsent(facts.consent) : null) ??
    againstSequence(facts, definition) ??
    (definition.purpose === 'marketing' ? againstFrequency(facts, definition) : null) ??
    againstCampaign(facts)
  )
}

/** A nudge to the team needs no consent of anybody: only that there is still something to nudge about. */
export function refusalOfTeamStep(facts: Pick<EligibilityFacts, 'clientState'>): FollowUpRefusal | null {
  return againstPerson(facts)
}

/** The facts a step requires that are empty. */
export function missingFields(step: Step, known: Record<string, unknown>): string[] {
  return step.requires.filter((field) => known[field] === null || known[field] === undefined || known[field] === '')
}

const AGAINST_STATE: Record<EligibilityFacts['clientState'], RefusalCode | null> = {
  active: null,
  erased: 'deleted',
  merged: 'merged',
  suggested: 'not-a-client',
  ignored: 'not-a-client'
}

function againstPerson({ clientState }: Pick<EligibilityFacts, 'clientState'>): FollowUpRefusal | null {
  const code = AGAINST_STATE[clientState]
  return code && refuse(code)
}

function againstAddress(facts: EligibilityFacts): FollowUpRefusal | null {
  if (facts.suppressedBy !== null) return refuse('suppressed', facts.suppressedBy)
  if (facts.address === null) return refuse('no-address')
  if (facts.bounced) return refuse('bounced')
  return null
}

function againstConsent(consent: ConsentVerdict): FollowUpRefusal | null {
  if (consent.kind === 'valid') return null
  return consent.kind === 'expired' ? refuse('consent-expired', consent.until.toString()) : refuse('no-consent')
}

function againstSequence(facts: EligibilityFacts, definition: Definition): FollowUpRefusal | null {
  const stops = new Set(definition.stopsOn)
  if (!facts.isInAudience) return refuse('not-in-audience')
  if (facts.sentToMerged) return refuse('already-sent')
  if (facts.since.replied && stops.has('reply')) return refuse('replied')
  if (facts.since.purchased && stops.has('purchase')) return refuse('purchased')
  if (facts.since.met && stops.has('meeting')) return refuse('met')
  if (!facts.earlierStepsSent) return refuse('step-not-sent')
  if (facts.missing.length > 0) return refuse('missing-field', facts.missing.join(', '))
  return null
}

function againstFrequency(facts: EligibilityFacts, definition: Definition): FollowUpRefusal | null {
  if (facts.rival !== null) return refuse('collision', facts.rival)
  const { in7Days, in30Days } = facts.mailsBefore
  if (in7Days >= definition.caps.in7Days) return refuse('capped', '7')
  if (in30Days >= definition.caps.in30Days) return refuse('capped', '30')
  return null
}

function againstCampaign(facts: EligibilityFacts): FollowUpRefusal | null {
  const isOverBudget = facts.budgetLeft !== null && (facts.budgetLeft <= 0 || facts.budgetLeft < facts.offerCost)
  if (isOverBudget) return refuse('budget')
  if (facts.isHeldOut) return refuse('hold-out')
  return null
}
