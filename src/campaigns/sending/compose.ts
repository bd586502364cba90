import { setImmediate as letOthersGoOn } from 'node:timers/promises'
import type { Temporal } from 'temporal-polyfill'
import { maySayNo } from '#src/campaigns/consent.ts'
import { discountOf, type Offer } from '#src/campaigns/definition.ts'
import type { Letter } from '#src/campaigns/recheck.ts'
import { refuse, type FollowUpRefusal } from '#src/campaigns/refusals.ts'
import { clientLinks, unsubscribeHeaders } from '#src/delivery/links.ts'
import { letterText, type LetterText } from '#src/delivery/letter/library.ts'
import type { LetterOrder, WrittenLetter } from '#src/delivery/letter/writing.ts'
import { ownMessageId } from '#src/delivery/message-id.ts'
import type { Connection } from '#src/delivery/post-office.ts'
import { issueCoupons, type Coupon, type NewCoupon } from '#src/offers/coupon-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { Language } from '#src/platform/i18n.ts'
import type { Settings } from '#src/platform/settings.ts'
import { listMembers } from '#src/team/store.ts'
import { couponExpiry, letterData } from './fill-in.ts'
import { letterFacts, letterThread, type LetterFacts, type LetterThread } from './letter-store.ts'
import type { SendingContext } from './send.ts'

/** A follow-up, written. */
export interface Mail {
  address: string
  language: Language
  isRefusable: boolean
  subject: string
  messageId: string
  mime: Buffer
  /** The same for the copy in Sent, see `packCopy`. */
  packed: Uint8Array<ArrayBuffer>
}

/** A mail, written, that may go. */
export interface Ready {
  letter: Letter
  mail: Mail
}

interface Composing {
  context: SendingContext
  connection: Connection
  settings: Settings
  now: Temporal.Instant
}

/** A letter of which all is known that it will say. */
export interface Begun {
  letter: Letter
  /** The client's; the letter may be there in another only. */
  language: Language
  isRefusable: boolean
  order: LetterOrder
}

/** A letter that is not written, and why. */
export interface Unwritten {
  letter: Letter
  refusal: FollowUpRefusal
}

/** Gathers what follow-ups will say: template, coupon (the same on a retry, and issued from here on), links to leave. */
export async function beginAll(
  letters: readonly Letter[],
  composing: Composing
): Promise<{ begun: Begun[]; unwritten: Unwritten[] }> {
  const db = composing.context.database.prisma
  const facts = await letterFacts(
    db,
    letters.map(({ clientId }) => clientId)
  )
  const coupons = await couponsFor(db, letters, composing)
  const begun: Begun[] = []
  const unwritten: Unwritten[] = []
  const textOf = textsOnce(db)
  for (const letter of letters) {
    const known = facts.get(letter.clientId)
    const { followUpId: id, threadId } = letter
    if (!known) unwritten.push({ letter, refusal: refuse('missing-field', 'client') })
    else {
      const thread = threadId === null ? null : await letterThread(db, threadId)
      const about = { facts: known, thread, coupon: coupons.get(id) ?? null }
      const beginning = await begin(letter, about, { ...composing, textOf })
      if (beginning) begun.push(beginning)
      else unwritten.push({ letter, refusal: refuse('missing-field', 'address') })
      // Mails on their way speak with the server meanwhile.
      await letOthersGoOn()
    }
  }
  return { begun, unwritten }
}

/** So many are written before the first of them goes. */
const WRITTEN_AT_ONCE = 25

/** Writes them. @returns all of them, some at a time */
export async function* writeAll(
  begun: readonly Begun[],
  { context, connection }: Pick<Composing, 'context' | 'connection'>
): AsyncGenerator<(Ready | Unwritten)[]> {
  for (let from = 0; from < begun.length; from += WRITTEN_AT_ONCE) {
    const some = begun.slice(from, from + WRITTEN_AT_ONCE)
    const orders = some.map(({ order }) => order)
    const answers = await context.postOffice.writer.writeAll(orders, connection.dkim)
    yield some.map((beginning, index) => written(beginning, answers[index]))
  }
}

function written(beginning: Begun, answer: WrittenLetter | undefined): Ready | Unwritten {
  const { letter } = beginning
  if (!answer) throw new Error('each letter has its answer')
  switch (answer.kind) {
    case 'mail':
      return { letter, mail: mailOf(beginning, answer) }
    case 'missing-field':
      return { letter, refusal: refuse('missing-field', answer.field) }
    case 'unwritable':
      return { letter, refusal: refuse('unwritable', answer.reason) }
  }
}

function mailOf({ language, isRefusable, order }: Begun, written: Extract<WrittenLetter, { kind: 'mail' }>): Mail {
  const { subject, mime, packed } = written
  const { messageId, to } = order.around
  return { address: to.address, language, isRefusable, subject, messageId, mime: Buffer.from(mime.buffer), packed }
}

interface About {
  facts: LetterFacts
  thread: LetterThread | null
  coupon: Coupon | null
}

/** @returns null where nobody is there to write to */
async function begin(
  letter: Letter,
  { facts, thread, coupon }: About,
  { context, connection, settings, now, textOf }: Composing & { textOf: TextOf }
): Promise<Begun | null> {
  const to = await recipient(context.database.prisma, letter, { facts, thread })
  if (!to) return null
  const language: Language =
    letter.to === 'team' ? settings['firm.language'] : (facts.language ?? settings['firm.language'])
  const { address } = connection.account
  const links = clientLinks(context.publicUrl, letter.linkToken, settings['database.purpose'] !== 'real')
  const firm = { name: settings['firm.name'], postalAddress: settings['firm.postalAddress'], email: address }
  const isRefusable = letter.to === 'client' && maySayNo(letter.purpose, { country: settings['firm.country'] })
  const text = await textOf(letter, language)
  const around = {
    messageId: ownMessageId(letter.followUpId, address),
    from: { name: connection.account.senderName, address },
    to,
    ...answering(letter, thread),
    automatic: true,
    headers: isRefusable ? unsubscribeHeaders(links, address, letter.linkToken) : [],
    date: dateOf(now)
  }
  const data = letterData({ letter, isRefusable, facts, thread, coupon, language, firm, links })
  return {
    letter,
    language,
    isRefusable,
    order: {
      name: letter.template,
      source: text.source,
      language: text.language,
      colour: settings['firm.colour'],
      data,
      around
    }
  }
}

type TextOf = (letter: Letter, language: Language) => Promise<LetterText>

/** Asks for each template once, however many letters are written from it. */
function textsOnce(db: Db): TextOf {
  const asked = new Map<string, Promise<LetterText>>()
  return ({ template: name, letterVersions }, language) => {
    const version = letterVersions?.[language]
    const key = `${name} ${language} ${version}`
    const text = asked.get(key) ?? letterText(db, { name, language }, version)
    asked.set(key, text)
    return text
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

/** The coupons of those letters that make an offer, by the follow-up's id. */
async function couponsFor(db: Db, letters: readonly Letter[], composing: Composing): Promise<Map<string, Coupon>> {
  const offering = letters.flatMap((letter) => (letter.offer ? [{ letter, offer: letter.offer }] : []))
  const wanted = offering.map(({ letter, offer }) => newCoupon(letter, offer, composing))
  const coupons = await issueCoupons(db, wanted, composing.context.random)
  return new Map(coupons.map((coupon, index) => [offering[index]?.letter.followUpId ?? '', coupon]))
}

function newCoupon(letter: Letter, offer: Offer, { settings, now }: Composing): NewCoupon {
  const { campaignId, clientId, occurrence, zone } = letter
  return {
    prefix: offer.codePrefix,
    clientId,
    campaignId,
    occurrence,
    discount: discountOf(offer),
    minimumSpend: BigInt(offer.minimumSpend),
    currency: settings['firm.currency'],
    issuedAt: dateOf(now),
    expiresAt: couponExpiry(now, zone, offer.validDays, offer.endsOn),
    issuedBy: `campaign ${letter.campaign}`
  }
}
