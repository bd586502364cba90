import { decodeHeaderText } from '#src/message/encoded-words.ts'
import { allValues, firstValue } from '#src/message/header-block.ts'
import type { Judged } from '#src/message/judged.ts'
import type { Notice } from './notice.ts'
import { FAILURE_WORDS, REPORT_SUBJECT, SYSTEM_ADDRESS, SYSTEM_NAME } from './notice-words.ts'
import { readStatusBlocks } from './status-fields.ts'

/** Spares all other mails the closer look: a report is marked as one, or a mail system sends it. */
export function mayBeReport(judged: Judged): boolean {
  return (
    judged.rootType === 'multipart/report' ||
    judged.rootType === 'message/delivery-status' ||
    systemSender(judged) !== null
  )
}

/**
 * Whether a mail is a mail system's own delivery report, and why. Wrongly taking a person's mail for a bounce loses a client's
 * words, so a sender that is no mail system is believed only with a machine-readable part at the top of the mail.
 * @returns the evidence, decisive first; null where it is none
 */
export function recogniseReport(judged: Judged, notice: Notice): string[] | null {
  const { rootType, reportType } = judged
  const hasStatusPart = notice.statusParts.some((text) => readStatusBlocks(text).length > 0)
  const isReport = rootType === 'multipart/report' || rootType === 'message/delivery-status'
  const isOtherReport = reportType !== '' && !/delivery-status/i.test(reportType)
  if (isOtherReport) return null
  if (isReport && hasStatusPart) return ['a delivery status part (RFC 3464) in a multipart/report']
  const system = systemSender(judged)
  if (!system) return null
  if (hasStatusPart) return ['a delivery status part (RFC 3464)', system.evidence]
  if (notice.failedRecipients.length > 0)
    return [`X-Failed-Recipients: ${notice.failedRecipients.join(', ')}`, system.evidence]
  return proseEvidence(judged, { notice, system, isReport })
}

/**
 * Of three signs (the words of a failure, a subject that mail systems write, a returned mail) a system known by its name must
 * show two: people at postmaster@ write one of them. One known only by its null sender must return the mail: web shops send
 * "your parcel could not be delivered" so.
 */
function proseEvidence(
  { fields }: Judged,
  { notice, system, isReport }: { notice: Notice; system: SystemSender; isReport: boolean }
): string[] | null {
  if (/^\s*(?:re|r[ée]p|aw)\s?:/i.test(fields.subject)) return null
  const words = FAILURE_WORDS.exec(notice.prose)?.[0].replaceAll(/\s+/g, ' ')
  const hasReturned = isReport || notice.returned !== null
  const signs = [
    ...(words === undefined ? [] : [`the notice says "${words}"`]),
    ...(REPORT_SUBJECT.test(fields.subject) ? [`Subject: ${fields.subject}`] : []),
    ...(hasReturned ? ['it returns a mail'] : [])
  ]
  const isBelieved = system.isNamed ? signs.length >= 2 : words !== undefined && hasReturned
  return isBelieved ? [...signs, system.evidence] : null
}

interface SystemSender {
  evidence: string
  /** False where only the null sender of the envelope tells. */
  isNamed: boolean
}

/** Says why the sender is a mail system; null where it may be a person. */
function systemSender({ header, fields }: Judged): SystemSender | null {
  const from = decodeHeaderText(firstValue(header, 'from') ?? '')
  const address = fields.from[0]?.address ?? ''
  const name = fields.from[0]?.name ?? from
  const hasNoAddress = address === '' && /mailer-daemon|<>/i.test(from)
  const isNamed = SYSTEM_ADDRESS.test(address) || SYSTEM_NAME.test(name) || hasNoAddress
  if (isNamed) return { evidence: `From: ${from}`, isNamed }
  const hasNullPath = allValues(header, 'return-path').some((path) => /^<?\s*>?$/.test(path))
  return hasNullPath && from !== '' ? { evidence: 'Return-Path: <>', isNamed } : null
}
