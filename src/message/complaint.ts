import { normalAddress, readAddresses } from './addresses.ts'
import { decodePart } from './body.ts'
import { firstValue, readHeader, type Header } from './header-block.ts'
import type { Judged } from './judged.ts'
import type { Complaint } from './mail.ts'
import { readMessageIds } from './message-ids.ts'

export interface ComplaintVerdict {
  complaint: Complaint
  evidence: string[]
}

/** The feedback report that this mail is (RFC 5965), or the opt-out that a mail program sends for its user; else null. */
export function readComplaint(judged: Judged): ComplaintVerdict | null {
  return readFeedbackReport(judged) ?? readJunkReport(judged) ?? readOptOut(judged)
}

function readFeedbackReport({ parts, reportType, rootType, header, fields }: Judged): ComplaintVerdict | null {
  const part = parts.find(({ type }) => type === 'message/feedback-report')
  const isNamed = /feedback-report/i.test(reportType)
  const isPassedOn = rootType !== 'multipart/report' && /^\s*(?:re|fwd?|tr|wg)\s?:/i.test(fields.subject)
  if ((!part && !isNamed) || isPassedOn) return null
  const report = readHeader(Buffer.from(part ? decodePart(part) : '', 'utf8'))
  const returned = parts.find(({ type }) => type.startsWith('message/rfc822') || type === 'text/rfc822-headers')
  const original = readHeader(Buffer.from(returned ? decodePart(returned) : '', 'utf8'))
  const feedbackType = (firstValue(report, 'feedback-type') ?? 'abuse').toLowerCase()
  return {
    complaint: { feedbackType, recipients: complainants(report, original), originalMessageId: idOf(original) },
    evidence: [
      part
        ? `a feedback report part (RFC 5965): ${feedbackType}`
        : `Content-Type: ${firstValue(header, 'content-type')}`
    ]
  }
}

/** Many loops blacken the recipient out; then the returned mail's own To may still tell (RFC 5965, section 3.2). */
function complainants(report: Header, original: Header): string[] {
  const stated = ['original-rcpt-to', 'removal-recipient', 'redacted-address'].flatMap(
    (name) => report.byName.get(name) ?? []
  )
  const addresses = stated.flatMap((value) => normalAddress(value.replaceAll(/^<|>$/g, '')) ?? [])
  const toAddresses = readAddresses(firstValue(original, 'to') ?? '').map(({ address }) => address)
  return [...new Set(addresses.length > 0 ? addresses : toAddresses)]
}

function idOf(original: Header): string | null {
  // Some providers write an id of their own over ours (SEMANTICS B5).
  const written = firstValue(original, 'x-maillon-message-id') ?? firstValue(original, 'message-id')
  return readMessageIds(written ?? '')[0] ?? null
}

/** Microsoft's Junk Mail Reporting Program returns the mail as it was, without a report about it. */
function readJunkReport({ fields, parts }: Judged): ComplaintVerdict | null {
  const isFromMicrosoft =
    fields.from[0]?.address === 'staff@hotmail.com' && /^complaint about message from/i.test(fields.subject)
  const returned = parts.find(({ type }) => type === 'message/rfc822')
  if (!isFromMicrosoft || !returned) return null
  const original = readHeader(Buffer.from(decodePart(returned), 'utf8'))
  const stated = readAddresses(firstValue(original, 'x-hmxmroriginalrecipient') ?? '').map(({ address }) => address)
  const recipients = stated.length > 0 ? stated : complainants(original, original)
  const complaint = { feedbackType: 'abuse', recipients, originalMessageId: idOf(original) }
  return { complaint, evidence: [`Subject: ${fields.subject}, from staff@hotmail.com`] }
}

/** Apple Mail's "Unsubscribe" button writes to the List-Unsubscribe address in its user's name. */
function readOptOut({ header, fields }: Judged): ComplaintVerdict | null {
  if (!/^true$/i.test(firstValue(header, 'x-apple-unsubscribe') ?? '')) return null
  const recipients = fields.from.map(({ address }) => address)
  return {
    complaint: { feedbackType: 'opt-out', recipients, originalMessageId: null },
    evidence: ['X-Apple-Unsubscribe: true']
  }
}
