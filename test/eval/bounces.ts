import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { BounceRecipient, Kind, Mail } from '#src/message/mail.ts'
import { understandRaw } from '#src/message/understand.ts'
import type { Measure } from './set.ts'

const labels = z.array(
  z.object({
    file: z.string(),
    recipient_index: z.coerce.number(),
    status: z.string(),
    reply_code: z.string(),
    reason: z.string(),
    hard: z.string().transform((text) => text === 'true')
  })
)
type Label = z.infer<typeof labels>[number]

/** Bounces, complaints and absence mails: found as what they are; hard or soft per recipient; the reason class. */
export function measure(folder: string): Measure[] {
  const expected = labels.parse(parse(readFileSync(join(folder, 'labels.csv')), { columns: true }))
  const mails = new Map(
    [...new Set(expected.map(({ file }) => file))].map((file) => [file, understoodFile(join(folder, file))])
  )
  const bounces = expected.filter(({ reason }) => kindOf(reason) === 'delivery-report')
  return [
    judge('found as what they are', [...mails.keys()], (file) => {
      const reason = expected.find((label) => label.file === file)?.reason ?? ''
      return compare(file, kindAndAction(reason), mails.get(file) ?? null, describeKind)
    }),
    judge('hard or soft', bounces, (label) => {
      const recipient = recipientOf(mails, label)
      const told = recipient ? (recipient.hard ? 'hard' : 'soft') : 'no recipient'
      return told === (label.hard ? 'hard' : 'soft')
        ? null
        : `${label.file} #${label.recipient_index}: ${label.reason} (${label.status} ${label.reply_code}) taken for ${told}, ${recipient?.reason}`
    }),
    judge('reason class', bounces, (label) => {
      const told = recipientOf(mails, label)?.reason
      return told === REASONS.get(label.reason)
        ? null
        : `${label.file} #${label.recipient_index}: ${label.reason} (${label.status} ${label.reply_code}) taken for ${told}`
    })
  ]
}

function judge<T>(title: string, cases: T[], fault: (each: T) => string | null): Measure {
  const wrong = cases.map(fault).filter((line) => line !== null)
  return { title, right: cases.length - wrong.length, wrong }
}

function understoodFile(path: string): Mail | null {
  const understood = understandRaw(readFileSync(path))
  return understood.kind === 'mail' ? understood.mail : null
}

function kindOf(reason: string): Kind {
  return reason === 'feedback' ? 'complaint' : reason === 'vacation' ? 'automatic' : 'delivery-report'
}

function kindAndAction(reason: string): string {
  return reason === 'delivered' ? 'delivered' : kindOf(reason)
}

function describeKind(mail: Mail): string {
  return mail.bounce?.action === 'delivered' ? 'delivered' : mail.kind
}

function compare(file: string, wanted: string, mail: Mail | null, describe: (mail: Mail) => string): string | null {
  const told = mail ? describe(mail) : 'quarantined'
  return told === wanted ? null : `${file}: ${wanted} taken for ${told}: ${mail?.evidence.join('; ')}`
}

function recipientOf(
  mails: Map<string, Mail | null>,
  { file, recipient_index: index }: Label
): BounceRecipient | undefined {
  return mails.get(file)?.bounce?.recipients[index - 1]
}

/** The set's names of the reasons and ours. */
const REASONS = new Map([
  ['authfailure', 'authentication'],
  ['badreputation', 'bad-reputation'],
  ['blocked', 'blocked'],
  ['contenterror', 'content'],
  ['delivered', 'delivered'],
  ['emailtoolarge', 'message-too-large'],
  ['exceedlimit', 'message-too-large'],
  ['expired', 'expired'],
  ['failedstarttls', 'starttls'],
  ['filtered', 'filtered'],
  ['hasmoved', 'moved'],
  ['hostunknown', 'host-unknown'],
  ['mailboxfull', 'mailbox-full'],
  ['mailererror', 'mailer-error'],
  ['mesgtoobig', 'message-too-large'],
  ['networkerror', 'network'],
  ['norelaying', 'no-relaying'],
  ['notaccept', 'host-refuses-mail'],
  ['notcompliantrfc', 'policy'],
  ['onhold', 'undetermined'],
  ['policyviolation', 'policy'],
  ['ratelimited', 'rate-limited'],
  ['rejected', 'sender-rejected'],
  ['requireptr', 'no-reverse-dns'],
  ['securityerror', 'policy'],
  ['spamdetected', 'spam'],
  ['speeding', 'rate-limited'],
  ['suspend', 'suspended'],
  ['syntaxerror', 'syntax'],
  ['systemerror', 'system-error'],
  ['systemfull', 'system-full'],
  ['toomanyconn', 'rate-limited'],
  ['undefined', 'undetermined'],
  ['userunknown', 'user-unknown'],
  ['virusdetected', 'virus']
])
