import type { BounceRecipient } from '#src/message/mail.ts'
import type { InspectedMail } from './inspect.ts'

/** What is understood of a mail, in plain words: what it is and why, what is new in it, what follows from it. */
export function describeMail(mail: InspectedMail): string {
  const lines = mail.quarantined
    ? [
        `  Set aside (${mail.quarantined.reason}): ${mail.quarantined.detail}.`,
        '  It blocks nothing and can be read again later.'
      ]
    : [...headLines(mail), ...kindLines(mail), ...textLines(mail), ...findingLines(mail)]
  return [mail.file, ...lines, ''].map(printable).join('\n')
}

function headLines({ from, fromName, to, date, subject, baseSubject, direction }: InspectedMail): string[] {
  return [
    `  From:     ${from === null ? 'nobody that can be answered' : `${fromName} <${from}>`.trim()}${direction === null ? '' : ` (${DIRECTIONS[direction]})`}`,
    `  To:       ${to.join(', ') || 'nobody'}`,
    `  Date:     ${date ?? "missing or not credible: the server's own date counts"}`,
    `  Subject:  ${subject}${baseSubject === subject ? '' : `   (about: ${baseSubject})`}`
  ]
}

const DIRECTIONS = { in: 'to us', out: 'from us', internal: 'among ourselves' }

const KINDS = {
  complaint: 'a complaint: somebody calls a mail of ours unwanted',
  'delivery-report': "a mail system's report on a delivery",
  automatic: 'an automatic mail',
  list: 'a mail through a mailing list',
  bulk: 'a mail to many',
  human: 'a mail that a person wrote'
}

function kindLines({ kind, evidence, bounce, complaint, automatic, list }: InspectedMail): string[] {
  if (kind === null) return []
  const lines = [`  It is:    ${KINDS[kind]}`, ...evidence.map((why) => `  because:  ${why}`)]
  if (kind !== 'human') lines.push('  so:       its sender is not suggested as a client')
  for (const recipient of bounce?.recipients ?? []) lines.push(`  ${bounce?.action}:   ${describeRecipient(recipient)}`)
  if (bounce?.originalMessageId) lines.push(`  about:    our mail <${bounce.originalMessageId}>`)
  if (complaint)
    lines.push(`  complaint: ${complaint.feedbackType}, by ${complaint.recipients.join(', ') || 'somebody unnamed'}`)
  if (automatic?.absence)
    lines.push(
      `  absence:  ${automatic.returnDate === null ? 'without a day of return' : `back on ${automatic.returnDate}`}`
    )
  if (list?.id) lines.push(`  list:     ${list.id}`)
  return lines
}

function describeRecipient({ address, status, hard, reason }: BounceRecipient): string {
  return `${address}: ${reason}${status === null ? '' : ` (${status})`}, ${hard ? 'will not work again' : 'may work later'}`
}

function textLines({ reply, forwarded }: InspectedMail): string[] {
  return [
    ...section('New text', reply.text),
    ...section('Signature', reply.signature),
    ...section('Quoted', reply.quoted),
    ...(forwarded ? section(`Forwarded, from ${forwarded.from?.address ?? 'somebody unnamed'}`, forwarded.text) : [])
  ]
}

const SHOWN_LINES = 20

function section(title: string, text: string): string[] {
  const lines = text.trim().split('\n')
  if (text.trim() === '') return []
  const left = lines.length - SHOWN_LINES
  return [
    `  ${title}:`,
    ...lines.slice(0, SHOWN_LINES).map((line) => `    | ${line}`),
    ...(left > 0 ? [`    … ${left} more lines`] : [])
  ]
}

function findingLines({ keywords, statements, attachments }: InspectedMail): string[] {
  return [
    ...keywords.map(({ name, value }) => `  Keyword:  #${name} ${value}`.trimEnd()),
    ...statements.map(({ key, value, sentence }) => `  States:   ${key} = ${value}, in "${sentence}"`),
    ...attachments.map(({ name, type, size }) => `  Attached: ${name || 'without name'} (${type}, ${size} bytes)`)
  ]
}

/** A mail must not steer the terminal it is shown on: control characters become visible ones. */
function printable(line: string): string {
  return line.replaceAll(/(?![\t\n])\p{Cc}/gu, '\ufffd')
}
