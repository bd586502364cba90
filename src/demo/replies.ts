import { bounceReport } from './correspondence.ts'
import { eml, type DemoMail } from './eml.ts'
import type { Submitted } from './mail-server.ts'
import { SHOP } from './people.ts'

/** An address of the demonstration whose mailbox does not exist any more. */
const CLOSED_DOMAIN = 'fermee.example'

/**
 * What the world answers to a mail that left the shop: a delivery report where the address does not exist, nothing
 * otherwise.
 */
export function answerTo(sent: Submitted, at: number): string[] {
  return sent.to
    .filter((address) => address.endsWith(`@${CLOSED_DOMAIN}`))
    .map((address) => eml(report(address, sent, at)))
}

/** Whether a mail stays inside the shop's own domain. */
export function isToUs(address: string): boolean {
  return address.toLowerCase().endsWith(`@${SHOP.domain}`)
}

function report(lostAddress: string, sent: Submitted, at: number): DemoMail {
  const originalId = /^message-id:\s*<([^>]+)>/im.exec(sent.raw)?.[1] ?? ''
  return {
    folder: 'INBOX',
    from: { name: 'Mail Delivery System', address: `mailer-daemon@${SHOP.domain}` },
    to: [{ name: SHOP.name, address: SHOP.address }],
    subject: 'Undelivered Mail Returned to Sender',
    text: '',
    at,
    messageId: `report-${at}@${SHOP.domain}`,
    inReplyTo: null,
    references: [],
    headers: ['Auto-Submitted: auto-replied'],
    attachment: null,
    body: {
      type: 'multipart/report; report-type=delivery-status; boundary="report"',
      content: bounceReport(lostAddress, originalId)
    }
  }
}
