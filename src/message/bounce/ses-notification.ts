import { z } from 'zod'
import { normalAddress } from '#src/message/addresses.ts'
import type { Judged } from '#src/message/judged.ts'
import type { Bounce, BounceRecipient, Complaint } from '#src/message/mail.ts'
import { reasonOf } from './reason.ts'

export type SesNotification = { kind: 'bounce'; bounce: Bounce } | { kind: 'complaint'; complaint: Complaint }

const recipient = z.object({
  emailAddress: z.string(),
  status: z.string().optional(),
  diagnosticCode: z.string().optional()
})
const mail = z.object({
  headers: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
  commonHeaders: z.object({ messageId: z.string().optional() }).optional()
})
/** https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html */
const notification = z.discriminatedUnion('notificationType', [
  z.object({
    notificationType: z.literal('Bounce'),
    mail,
    bounce: z.object({
      bounceType: z.string(),
      bounceSubType: z.string().optional(),
      bouncedRecipients: z.array(recipient)
    })
  }),
  z.object({
    notificationType: z.literal('Complaint'),
    mail,
    complaint: z.object({ complainedRecipients: z.array(recipient), complaintFeedbackType: z.string().nullish() })
  }),
  z.object({
    notificationType: z.literal('Delivery'),
    mail,
    delivery: z.object({ recipients: z.array(z.string()), smtpResponse: z.string().optional() })
  })
])

/** Amazon SES tells of bounces as JSON, by mail where its notifications are subscribed to by mail; null for any other mail. */
export function readSesNotification({ fields, text }: Judged): SesNotification | null {
  const isFromAmazon = /@(?:[\w-]+\.)*amazon(?:aws|ses)\.com$/.test(fields.from[0]?.address ?? '')
  if (!isFromAmazon || !/^\s*\{\s*"notificationType"/.test(text)) return null
  const parsed = notification.safeParse(jsonIn(text))
  if (!parsed.success) return null
  const told = parsed.data
  const originalMessageId = originalId(told.mail)
  if (told.notificationType === 'Complaint') {
    const recipients = told.complaint.complainedRecipients.map(({ emailAddress }) => addressOf(emailAddress))
    return {
      kind: 'complaint',
      complaint: { feedbackType: told.complaint.complaintFeedbackType ?? 'abuse', recipients, originalMessageId }
    }
  }
  if (told.notificationType === 'Delivery') {
    const recipients = told.delivery.recipients.map((address) => delivered(address, told.delivery.smtpResponse ?? ''))
    return { kind: 'bounce', bounce: { action: 'delivered', recipients, originalMessageId } }
  }
  const { bounceType, bounceSubType = '', bouncedRecipients } = told.bounce
  const recipients = bouncedRecipients.map(({ emailAddress, status = '', diagnosticCode = '' }): BounceRecipient => {
    const words = `${bounceType} ${bounceSubType}`
    return { address: addressOf(emailAddress), ...reasonOf({ action: 'failed', status, reply: diagnosticCode, words }) }
  })
  return { kind: 'bounce', bounce: { action: 'failed', recipients, originalMessageId } }
}

/** The notification stands alone on its lines, before Amazon's own footer; long ones are wrapped. */
function jsonIn(text: string): unknown {
  const end = text.search(/\n--\s*\n/)
  const body = (end === -1 ? text : text.slice(0, end)).replaceAll(/\n/g, '')
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

function originalId({ headers = [], commonHeaders }: z.infer<typeof mail>): string | null {
  const stated = headers.find(({ name }) => name.toLowerCase() === 'message-id')?.value ?? commonHeaders?.messageId
  return stated?.replaceAll(/^<|>$/g, '') ?? null
}

function addressOf(text: string): string {
  return normalAddress(text) ?? text
}

function delivered(address: string, reply: string): BounceRecipient {
  return { address: addressOf(address), ...reasonOf({ action: 'delivered', status: '', reply, words: '' }) }
}
