import type { Temporal } from 'temporal-polyfill'
import { discountOf } from '#src/campaigns/definition.ts'
import type { Letter } from '#src/campaigns/recheck.ts'
import { clientLinks, unsubscribeHeaders } from '#src/delivery/links.ts'
import { letterTemplate } from '#src/delivery/letter/library.ts'
import type { OutgoingContent } from '#src/delivery/mime.ts'
import type { Connection } from '#src/delivery/post-office.ts'
import { issueCoupon, type Coupon } from '#src/offers/coupon-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { Language } from '#src/platform/i18n.ts'
import type { Settings } from '#src/platform/settings.ts'
import { listMembers } from '#src/team/store.ts'
import { couponExpiry, letterData } from './fill-in.ts'
import { campaignIdOf, letterFacts, letterThread, type LetterFacts, type LetterThread } from './letter-store.ts'
import type { SendingContext } from './send.ts'

/** A follow-up as a mail, or the field without which it makes no sense. */
export type Composed =
  | { kind: 'mail'; address: string; language: Language; content: Omit<OutgoingContent, 'messageId'> }
  | { kind: 'missing-field'; field: string }

interface Composing {
  context: SendingContext
  connection: Connection
  settings: Settings
  now: Temporal.Instant
}

/** Writes the mail of a follow-up: template, coupon (the same on a retry), links to leave. */
export async function compose(letter: Letter, composing: Composing): Promise<Composed> {
  const { context, connection, settings, now } = composing
  const db = context.database.prisma
  const facts = await letterFacts(db, letter.clientId)
  if (!facts) return { kind: 'missing-field', field: 'client' }
  const thread = letter.threadId === null ? null : await letterThread(db, letter.threadId)
  const to = await recipient(db, letter, { facts, thread })
  if (!to) return { kind: 'missing-field', field: 'address' }
  const language: Language =
    letter.to === 'team' ? settings['firm.language'] : (facts.language ?? settings['firm.language'])
  const coupon = await couponFor(db, letter, composing)
  const { address } = connection.account
  const links = clientLinks(context.publicUrl, letter.linkToken, settings['database.purpose'] !== 'real')
  const firm = { name: settings['firm.name'], postalAddress: settings['firm.postalAddress'], email: address }
  const data = letterData({ letter, facts, thread, coupon, language, firm, links })
  const version = letter.letterVersions?.[language]
  const rendered = (await letterTemplate(db, { name: letter.template, language }, version)).render(data)
  if (rendered.kind === 'missing-field') return rendered
  const isMarketing = letter.purpose === 'marketing'
  return {
    kind: 'mail',
    address: to.address,
    language,
    content: {
      from: { name: connection.account.senderName, address },
      to,
      ...rendered.letter,
      ...answering(letter, thread),
      automatic: true,
      headers: isMarketing ? unsubscribeHeaders(links, address, letter.linkToken) : [],
      date: dateOf(now)
    }
  }
}

/** A word to the client goes on in the conversation it is about; a nudge to the team must not. */
function answering(letter: Letter, thread: LetterThread | null): { inReplyTo: string | null; references: string[] } {
  if (letter.to === 'team' || !thread) return { inReplyTo: null, references: [] }
  return { inReplyTo: thread.messageIds.at(-1) ?? null, references: thread.messageIds }
}

async function recipient(
  db: Db,
  letter: Letter,
  { facts, thread }: { facts: LetterFacts; thread: LetterThread | null }
): Promise<{ name: string; address: string } | null> {
  if (letter.to === 'client') return letter.address === null ? null : { name: facts.name, address: letter.address }
  const members = await listMembers(db)
  const owner = members.find(({ email }) => email === thread?.ownerEmail)
  const member = owner ?? members.find(({ role }) => role === 'owner') ?? members[0]
  return member ? { name: member.name, address: member.email } : null
}

async function couponFor(db: Db, letter: Letter, { context, settings, now }: Composing): Promise<Coupon | null> {
  const { offer, clientId, occurrence, zone } = letter
  if (!offer) return null
  return issueCoupon(
    db,
    {
      prefix: offer.codePrefix,
      clientId,
      campaignId: await campaignIdOf(db, letter.followUpId),
      occurrence,
      discount: discountOf(offer),
      minimumSpend: BigInt(offer.minimumSpend),
      currency: settings['firm.currency'],
      issuedAt: dateOf(now),
      expiresAt: couponExpiry(now, zone, offer.validDays, offer.endsOn),
      issuedBy: `campaign ${letter.campaign}`
    },
    context.random
  )
}
