import type { Judged } from '#src/message/judged.ts'
import type { Bounce, BounceRecipient } from '#src/message/mail.ts'
import { readMessageIds } from '#src/message/message-ids.ts'
import { firstValue } from '#src/message/header-block.ts'
import { readNotice, type Notice } from './notice.ts'
import { DELAYED_WORDS, DELIVERED_WORDS, GIVEN_UP_WORDS } from './notice-words.ts'
import { namedRecipients, soleRecipient, type NamedRecipient } from './prose.ts'
import { reasonOf } from './reason.ts'
import { isSurelyMachine, mayBeReport, recogniseReport } from './recognise.ts'
import { readStatusBlocks, type StatusBlock } from './status-fields.ts'

export interface BounceVerdict {
  bounce: Bounce
  evidence: string[]
}

/**
 * The delivery report that this mail is, machine-readable (RFC 3464) or in prose; null where it is none. A mail that merely
 * talks about deliveries, or passes a report on, is none: only a mail system's own notice is.
 */
export function readBounce(judged: Judged): BounceVerdict | null {
  if (!mayBeReport(judged)) return null
  const notice = readNotice(judged)
  const named = recipientsInProse(judged, notice)
  const evidence = recogniseReport(judged, { ...notice, hasListed: named.some(({ isListed }) => isListed) })
  if (!evidence) return null
  const machineReadable = [...notice.statusParts, ...notice.dispositionParts, notice.prose, judged.text]
  const quoted = machineReadable.map(readStatusBlocks).find((blocks) => blocks.length > 0) ?? []
  const action = actionOf(quoted, judged, notice)
  const recipients =
    quoted.length > 0 ? fromBlocks(quoted, { notice, named, action }) : fromProse(notice, { named, action })
  if (recipients.length === 0 && quoted.length === 0) return null
  return { bounce: { action, recipients, originalMessageId: originalId(judged, notice) }, evidence }
}

function recipientsInProse(judged: Judged, notice: Notice): NamedRecipient[] {
  const excluded = strangers(judged, notice)
  const named = namedRecipients(notice.prose, excluded)
  return named.length === 0 && isSurelyMachine(judged) ? soleRecipient(notice.prose, excluded) : named
}

/** Addresses in a notice that are not recipients: whoever gets the notice, and whoever sends it. */
function strangers({ fields }: Judged, notice: Notice): Set<string> {
  const addressed = fields.to.map(({ address }) => address)
  const returnedTo = notice.returned?.toAddresses ?? []
  const senders = [
    ...fields.from.map(({ address }) => address),
    ...(notice.returned?.fromAddresses ?? []),
    ...addressed
  ]
  return new Set(senders.filter((address) => !returnedTo.includes(address)))
}

function actionOf(blocks: StatusBlock[], { fields }: Judged, { prose }: Notice): Bounce['action'] {
  const actions = blocks.map(
    (block) => ACTIONS.get(block.action) ?? (block.status.startsWith('2') ? 'delivered' : 'failed')
  )
  if (blocks.length > 0)
    return actions.includes('failed') ? 'failed' : actions.includes('delayed') ? 'delayed' : 'delivered'
  const words = `${fields.subject}\n${prose}`
  const isOver = GIVEN_UP_WORDS.test(words)
  if (DELAYED_WORDS.test(words) && !isOver) return 'delayed'
  return DELIVERED_WORDS.test(words) && !isOver && !FAILED.test(words) ? 'delivered' : 'failed'
}

const ACTIONS = new Map<string, Bounce['action']>([
  ['failed', 'failed'],
  ['failure', 'failed'],
  ['error', 'failed'],
  ['expired', 'failed'],
  ['delayed', 'delayed'],
  ['deferred', 'delayed'],
  ['delivered', 'delivered'],
  ['deliverable', 'delivered'],
  ['relayed', 'delivered'],
  ['expanded', 'delivered'],
  ['success', 'delivered']
])
const FAILED = /fail|error|undeliver|could not|cannot|unable|[ée]chec|non remis/i

interface Told {
  named: NamedRecipient[]
  action: Bounce['action']
}

/**
 * One recipient per block. The address that we wrote to is the one we know; where an alias led elsewhere the final one says
 * nothing to us (RFC 3464, section 2.3.1).
 */
function fromBlocks(blocks: StatusBlock[], { notice, named, action }: Told & { notice: Notice }): BounceRecipient[] {
  const recipients = new Map<string, BounceRecipient>()
  for (const [index, block] of blocks.entries()) {
    const addresses = [block.originalRecipient, block.finalRecipient].filter((address) => address !== null)
    const address =
      addresses[0] ?? notice.failedRecipients[index] ?? named[index]?.address ?? notice.returned?.toAddresses[index]
    if (address === undefined || recipients.has(address)) continue
    const own = named.filter((recipient) => addresses.includes(recipient.address))
    const words = blocks.length === 1 ? notice.prose : own.map((recipient) => recipient.words).join('\n')
    const blockAction = ACTIONS.get(block.action) ?? action
    const failure = reasonOf({ action: blockAction, status: block.status, reply: block.diagnostic, words })
    recipients.set(address, { address, ...failure })
  }
  return [...recipients.values()]
}

function fromProse(notice: Notice, { named, action }: Told): BounceRecipient[] {
  const known = notice.failedRecipients.length > 0 ? notice.failedRecipients : named.map(({ address }) => address)
  const addresses = [...new Set(known.length > 0 ? known : returnedRecipients(notice))]
  return addresses.map((address) => {
    const own = named.find((recipient) => recipient.address === address)?.words
    const words = own === undefined || addresses.length === 1 ? notice.prose : own
    const failure = reasonOf({ action, status: '', reply: '', words })
    // Which of several it was, the notice does not say: none of them is silenced for it.
    const isGuessed = known.length === 0 && addresses.length > 1
    return { address, ...failure, hard: failure.hard && !isGuessed }
  })
}

/** Whom the returned mail was to; of several, those whose name the notice gives without their domain: "ana (user not found)". */
function returnedRecipients({ returned, prose }: Notice): string[] {
  const addresses = returned?.toAddresses ?? []
  if (addresses.length < 2) return addresses
  const words = new Set(prose.toLowerCase().split(/[\s<>()"',;:]+/))
  const meant = addresses.filter((address) => words.has(address.slice(0, address.lastIndexOf('@'))))
  return meant.length > 0 ? meant : addresses
}

function originalId({ header, fields }: Judged, notice: Notice): string | null {
  const stated = [...notice.statusParts, ...notice.dispositionParts].map(statedId).find((id) => id !== null)
  const named = readMessageIds(firstValue(header, 'x-original-message-id') ?? '')[0]
  return notice.returned?.messageId ?? stated ?? named ?? fields.inReplyTo[0] ?? fields.references.at(-1) ?? null
}

/** `Original-Message-ID` (RFC 8098, section 3.2.4), which Gmail also writes into delivery reports, with `X-`. */
function statedId(text: string): string | null {
  const value = /^(?:x-)?original-message-id[ \t]*:[ \t]*(\S.*)$/im.exec(text)?.[1]
  return readMessageIds(value ?? '')[0] ?? null
}
