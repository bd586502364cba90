import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { BounceRecipient, Kind, Mail } from '#src/message/mail.ts'
import { understandRaw } from '#src/message/understand.ts'
import type { Outcome } from './set.ts'

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

export const name = 'bounces'

/**
 * Real bounces, complaints and absence mails: found as what they are (right and wrong), hard or soft per recipient, and the
 * reason class. The set's reasons are finer than ours in places, so that the last is a hint rather than a goal.
 */
export async function run(corpora: string | null): Promise<Outcome> {
  const folder = join(corpora ?? '', 'bounces')
  if (corpora === null || !existsSync(folder))
    return { right: 0, wrong: [], lines: ['skipped, the corpora are absent'] }
  const expected = labels.parse(parse(await readFile(join(folder, 'labels.csv')), { columns: true }))
  const files = [...new Set(expected.map(({ file }) => file))]
  const mails = new Map(files.map((file) => [file, understoodFile(join(folder, file))]))
  const misjudged = files.flatMap((file) =>
    faultOfKind(
      mails.get(file) ?? null,
      expected.filter((label) => label.file === file)
    )
  )
  const bounces = expected.filter(({ reason }) => kindOf(reason) === 'delivery-report')
  const hardness = bounces.flatMap((label) => faultOfHardness(label, recipientOf(mails, label)))
  const reasons = bounces.flatMap((label) => faultOfReason(label, recipientOf(mails, label)))
  return {
    right: files.length - misjudged.length,
    wrong: misjudged,
    lines: [
      `hard or soft: ${share(hardness.length, bounces.length)}`,
      ...hardness.map((line) => `  ${line}`),
      `reason class: ${share(reasons.length, bounces.length)}`,
      ...reasons.map((line) => `  ${line}`)
    ]
  }
}

function share(wrong: number, all: number): string {
  return `${all - wrong} of ${all} recipients right (${(((all - wrong) / all) * 100).toFixed(1)} %)`
}

function faultOfKind(mail: Mail | null, expected: Label[]): string[] {
  const reason = expected[0]?.reason ?? ''
  const wanted = reason === 'delivered' ? 'delivered' : kindOf(reason)
  const found = mail === null ? 'quarantined' : mail.bounce?.action === 'delivered' ? 'delivered' : mail.kind
  return found === wanted ? [] : [`${expected[0]?.file}: ${wanted} taken for ${found}: ${mail?.evidence.join('; ')}`]
}

function faultOfHardness(label: Label, recipient: BounceRecipient | undefined): string[] {
  const found = recipient ? (recipient.hard ? 'hard' : 'soft') : 'no recipient'
  return found === (label.hard ? 'hard' : 'soft') ? [] : [`${told(label)} taken for ${found}, ${recipient?.reason}`]
}

function faultOfReason(label: Label, recipient: BounceRecipient | undefined): string[] {
  return recipient?.reason === REASONS.get(label.reason) ? [] : [`${told(label)} taken for ${recipient?.reason}`]
}

function told({ file, recipient_index: index, reason, status, reply_code: reply }: Label): string {
  return `${file} #${index}: ${reason} (${status} ${reply})`
}

function understoodFile(path: string): Mail | null {
  const understood = understandRaw(readFileSync(path))
  return understood.kind === 'mail' ? understood.mail : null
}

function kindOf(reason: string): Kind {
  return reason === 'feedback' ? 'complaint' : reason === 'vacation' ? 'automatic' : 'delivery-report'
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
