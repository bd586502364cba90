import { decodeHeaderText } from '#src/message/encoded-words.ts'
import { allValues, firstValue, type Header } from '#src/message/header-block.ts'
import type { Judged } from '#src/message/judged.ts'
import type { Notice } from './notice.ts'
import {
  DAEMON_ADDRESS,
  DELIVERED_WORDS,
  DELIVERY_NAME,
  FAILURE_WORDS,
  REPORT_SUBJECT,
  SYSTEM_ADDRESS,
  SYSTEM_NAME
} from './notice-words.ts'
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
export function recogniseReport(judged: Judged, notice: SeenNotice): string[] | null {
  const { rootType, reportType } = judged
  const system = systemSender(judged)
  const hasStatusPart = notice.statusParts.some((text) => readStatusBlocks(text).length > 0)
  const isReport = rootType === 'multipart/report' || rootType === 'message/delivery-status'
  const isOtherReport = reportType !== '' && !/delivery-status/i.test(reportType)
  if (isOtherReport) return rejectionEvidence(judged, { notice, system })
  if (isReport && hasStatusPart) return ['a delivery status part (RFC 3464) in a multipart/report']
  if (!system) return null
  if (hasStatusPart) return ['a delivery status part (RFC 3464)', system.evidence]
  if (notice.failedRecipients.length > 0)
    return [`X-Failed-Recipients: ${notice.failedRecipients.join(', ')}`, system.evidence]
  return proseEvidence(judged, { notice, system, isReport })
}

/** Whether only a mail system writes from this address: what it sends is never a person's, whether it is a report or not. */
export function daemonEvidence({ header, fields }: Judged): string | null {
  const isDaemon = DAEMON_ADDRESS.test(fields.from[0]?.address ?? '')
  return isDaemon ? `From: ${decodeHeaderText(firstValue(header, 'from') ?? '')}` : null
}

/** Whether no person can have sent it: a daemon's address, or an envelope without sender. */
export function isSurelyMachine(judged: Judged): boolean {
  const isAutomatic = /^auto-/i.test(firstValue(judged.header, 'auto-submitted') ?? '')
  return daemonEvidence(judged) !== null || hasNullPath(judged.header) || isAutomatic || bearsTwoNames(judged)
}

/** A notice, with what reading its words came to. */
export interface SeenNotice extends Notice {
  /** True where it lists recipients as programs do. */
  hasListed: boolean
}

interface Seen {
  notice: SeenNotice
  system: SystemSender | null
}

/** Sieve's "reject" and Dovecot's quota answer with a disposition notification of the server's own (RFC 5429, section 2.1). */
function rejectionEvidence({ header, reportType }: Judged, { notice, system }: Seen): string[] | null {
  const isDisposition = /disposition-notification/i.test(reportType) && notice.dispositionParts.length > 0
  const isRejection = /\(rejected\)/i.test(firstValue(header, 'auto-submitted') ?? '') || REJECTED.test(notice.prose)
  if (!isDisposition || !isRejection || !system?.isNamed) return null
  return ['a disposition notification that says the mail was rejected (RFC 5429)', system.evidence]
}

const REJECTED = /was automatically rejected/i

/**
 * Signs that people give too: the words of a failure, a subject that mail systems write. Signs that they do not: a returned mail,
 * a list of recipients, an envelope without sender, an automatic mail. A daemon must show one of all; a system known by a name that people bear too
 * (postmaster@) two, one of them a machine's. One known only by its null sender must say it failed and return the mail: web shops
 * send "your parcel could not be delivered" so.
 */
function proseEvidence(
  judged: Judged,
  { notice, system, isReport }: { notice: SeenNotice; system: SystemSender; isReport: boolean }
): string[] | null {
  const { subject } = judged.fields
  const hasReturned = isReport || notice.returned !== null
  // A person's answer to a report quotes it; a server that puts "Re:" before our subject (Apache James) returns the mail.
  const isAnswer = /^\s*(?:re|r[ée]p|aw)\s?:/i.test(subject) && !notice.isReturnedWhole
  if (isAnswer) return null
  const words = (FAILURE_WORDS.exec(notice.prose) ?? DELIVERED_WORDS.exec(notice.prose))?.[0].replaceAll(/\s+/g, ' ')
  const said = [
    ...(words === undefined ? [] : [`the notice says "${words}"`]),
    ...(REPORT_SUBJECT.test(subject) ? [`Subject: ${subject}`] : [])
  ]
  const shown = [
    ...(hasReturned ? ['it returns a mail'] : []),
    ...(notice.hasListed ? ['it lists recipients'] : []),
    ...machineSigns(judged.header)
  ]
  const signs = [...said, ...shown]
  if (!system.isNamed) return words !== undefined && hasReturned ? [...signs, system.evidence] : null
  if (daemonEvidence(judged) !== null) return signs.length > 0 ? [...signs, system.evidence] : null
  const isBelieved = signs.length >= 2 && (shown.length > 0 || bearsTwoNames(judged))
  return isBelieved ? [...signs, system.evidence] : null
}

/** "Mail Delivery System <postmaster@…>": a postmaster who writes himself gives another name. */
function bearsTwoNames({ fields }: Judged): boolean {
  const [from] = fields.from
  return from !== undefined && SYSTEM_ADDRESS.test(from.address) && DELIVERY_NAME.test(from.name)
}

function machineSigns(header: Header): string[] {
  const submitted = firstValue(header, 'auto-submitted') ?? ''
  return [
    ...(hasNullPath(header) ? ['Return-Path: <>'] : []),
    ...(/^auto-/i.test(submitted) ? [`Auto-Submitted: ${submitted}`] : [])
  ]
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
  const isNamed = DAEMON_ADDRESS.test(address) || SYSTEM_ADDRESS.test(address) || SYSTEM_NAME.test(name) || hasNoAddress
  if (isNamed) return { evidence: `From: ${from}`, isNamed }
  return hasNullPath(header) && from !== '' ? { evidence: 'Return-Path: <>', isNamed } : null
}

function hasNullPath(header: Header): boolean {
  return allValues(header, 'return-path').some((path) => /^<?\s*>?$/.test(path))
}
