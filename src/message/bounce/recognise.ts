import { decodeHeaderText } from '#src/message/encoded-words.ts'
import { allValues, firstValue } from '#src/message/header-block.ts'
import type { Judged } from '#src/message/judged.ts'
import type { Notice } from './notice.ts'
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
  const words = WORDS.exec(notice.prose)?.[0].replaceAll(/\s+/g, ' ')
  const hasReturned = isReport || notice.returned !== null
  const signs = [
    ...(words === undefined ? [] : [`the notice says "${words}"`]),
    ...(SUBJECT.test(fields.subject) ? [`Subject: ${fields.subject}`] : []),
    ...(hasReturned ? ['it returns a mail'] : [])
  ]
  const isBelieved = system.isNamed ? signs.length >= 2 : words !== undefined && hasReturned
  return isBelieved ? [...signs, system.evidence] : null
}

const DAEMON_ADDRESS =
  /^(?:mailer[-_.]?daemon|mail[-_.]?daemon|post[-_]?master|mail[-_.]delivery[-_.](?:sub)?system|maildelivery|mdaemon|mail-?admin|mailadm|microsoftexchange[0-9a-f]{20,}|bounces?|undeliver\w*|mailsystem|no-?reply-?dsn|daemon)(?:[+-][^@]*)?@/i
const DAEMON_NAME =
  /^\W*(?:mailer[ -]?daemon|(?:internet )?mail deliver(?:y|ing)?(?: (?:sub)?system)?|(?:mail )?system administrator|administrateur (?:du )?syst[èe]me|postmaster|(?:the )?mail system)\W*$/i

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
  const isNamed = DAEMON_ADDRESS.test(address) || DAEMON_NAME.test(name) || hasNoAddress
  if (isNamed) return { evidence: `From: ${from}`, isNamed }
  const hasNullPath = allValues(header, 'return-path').some((path) => /^<?\s*>?$/.test(path))
  return hasNullPath && from !== '' ? { evidence: 'Return-Path: <>', isNamed } : null
}

const SUBJECT =
  /undeliver|deliver(?:y|ed)\b.{0,30}\b(?:fail|status|notif|report|error|problem|delay|subsystem|system|unsuccess)|(?:fail|error|problem|delay|could not|unable|not|non|warning|status|impossible).{0,40}\bdeliver|returned (?:e-?)?mail|mail (?:system )?(?:error|failure|failed|delivery)|failure notice|non[- ]?(?:deliver|remis|distribu)|[ée]chec|n'a pas pu [êe]tre|(?:message|mail|courrier).{0,30}non (?:d[ée]livr|distribu|remis)|retour(?:n[ée])? (?:à l'exp[ée]diteur|de courrier)|unzustellbar|nicht zugestellt|nachricht.{0,30}(?:nicht|fehl)|no se puede entregar|devuelto|mancata consegna|onbestelbaar|недостав|не доставлен|不达|退信|配信|エラー|delayed mail|^\[bounce\]|error sending your mail|could not send message|^notice: mail delivery|message (?:status|delayed|not)|^returned/i
const WORDS =
  /(?:could ?n[o']t|can ?not|cannot|can't|was ?n[o']t|were ?n[o']t|not|un(?:able|successful)|failed|failure|impossible)[^.\n]{0,50}\b(?:deliver|deliv|send|sent|reach|remi[st]|distribu|livr[ée]|relay)|deliver(?:y|ed|ing)?\b[^.\n]{0,60}\b(?:fail|error|problem|trouble|abort|delayed|unsuccess|impossible|terminat|refus)|undeliver|returned to (?:the )?sender|(?:permanent|fatal|delivery|transient) (?:fatal )?(?:errors?|failure)|delivery has failed|(?:failed|rejected)(?: permanently)?:|had (?:permanent|delivery|transient)|did not reach|(?:will be|being) retried|transcript of session|incorrectly constructed|unknown (?:user|recipient)|user unknown|mailbox (?:is )?full|n'a pas pu (?:[êe]tre )?(?:remis|d[ée]livr|distribu|envoy|achemin)|nicht (?:zugestellt|erreicht)|не может быть доставлен|送信できませんでした|配信できませんでした|returned (?:below|mail|message)|delayed|message headers follow|attempts? to send|has been rejected|over quota|(?:group|grupo|groupe) .{0,200}(?:exist|permission)/is
