import { queueMail } from '#src/delivery/outgoing-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import type { Language } from '#src/platform/i18n.ts'
import { mailboxThatSends } from '#src/web/accounts/store.ts'
import { sha256 } from '#src/web/api/token.ts'
import { contactText } from '#src/web/text/contact.ts'
import type { World } from '#src/web/world.ts'
import { forgetSubmissions, insertSubmission } from './submission-store.ts'

const TOKEN_BYTES = 24
const KEPT_HOURS = 60 * 24

/** What a visitor wrote. */
export interface Contact {
  name: string
  /** Normalised. */
  address: string
  phone: string
  message: string
  answer: string | null
  question: string
  fact: string
  /** What they agree to besides; null: to nothing. */
  wording: string | null
  language: Language
}

/**
 * Writes the visitor's message to the firm's own mailbox, with them in Reply-To: there the team reads and answers it like any
 * other, and reading the mailbox puts it on the visitor's record (SEMANTICS C2). A consent is asked for again by mail, since
 * a form does not show whose address it is.
 * @returns false where no mailbox can send yet
 */
export async function submitContact(world: World, contact: Contact): Promise<boolean> {
  const mailbox = await mailboxThatSends(world.db)
  if (!mailbox) return false
  const at = dateOf(world.clock.now())
  const text = contactText[contact.language]
  const token = contact.wording !== null ? world.random.token(TOKEN_BYTES) : null
  await world.db.$transaction(async (tx) => {
    const { id } = await queueMail(tx, {
      purpose: 'contact',
      key: world.random.token(TOKEN_BYTES),
      mailbox,
      to: { name: '', address: mailbox.address },
      replyTo: { name: contact.name, address: contact.address },
      subject: text.subject(contact.name),
      text: bodyOf(contact),
      automatic: false,
      by: 'contact-form'
    })
    const { address, answer, fact, question, wording } = contact
    const confirmHash = token === null ? null : sha256(token)
    await insertSubmission(tx, { id, at, address, answer, fact, question, wording, confirmHash })
    await forgetSubmissions(tx, dateOf(world.clock.now().subtract({ hours: KEPT_HOURS })))
  })
  await world.ringSender()
  if (token !== null)
    await askToConfirm(world, { ...contact, link: `${world.publicUrl}/contact/confirmation/${token}` })
  return true
}

/** What was chosen stands above the message, so that a reader of the mailbox alone knows it too. */
function bodyOf({ message, phone, question, answer }: Contact): string {
  const head = [answer === null ? '' : `${question} ${answer}`, phone].filter((line) => line !== '')
  return head.length === 0 ? `${message}\n` : `${head.join('\n')}\n\n${message}\n`
}

async function askToConfirm(
  world: World,
  { address, language, wording, link }: Contact & { link: string }
): Promise<void> {
  const firm = await world.firm(world.db)
  const text = contactText[language]
  await world.post({
    purpose: 'confirmation',
    to: address,
    subject: text.confirmSubject(firm.name),
    text: text.confirmBody({ firm: firm.name, wording: wording ?? '', link })
  })
}
