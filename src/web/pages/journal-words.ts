import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { readyMade } from '#src/campaigns/readymade.ts'
import { factLabel, factValue } from '#src/clients/fact-words.ts'
import { letterTitle } from '#src/delivery/letter/editor.ts'
import { endOfCode, withoutCodes } from '#src/offers/code.ts'
import type { WrittenLine } from '#src/team/audit-store.ts'
import { birthday, calendarDay, decimal, labelled, quoted } from '#src/web/format.ts'
import { isRowId, keyOf, recordOf, type About, type Names } from '#src/web/reading/journal-store.ts'
import { readerOf } from '#src/web/reading/shown-mail.ts'
import { auditText } from '#src/web/text/audit.ts'
import { consentText } from '#src/web/text/consent.ts'
import { dataText } from '#src/web/text/data.ts'
import { accountText } from '#src/web/text/account.ts'
import { mailboxText } from '#src/web/text/mailbox.ts'
import { recordText } from '#src/web/text/record.ts'
import { settingsText } from '#src/web/text/settings.ts'
import { tokenText } from '#src/web/text/token.ts'
import { webhookText } from '#src/web/text/webhook.ts'
import type { View } from '#src/web/view.ts'

/** Who did it, by name. */
export function whoDid(view: View, { by }: WrittenLine, names: Names): string {
  const text = auditText[view.language]
  const known = names.get(keyOf('member', by.id))?.name ?? names.get(keyOf('token', by.id))?.name
  if (known !== undefined) return known
  if (by.id.startsWith('mailbox:')) return by.id.slice('mailbox:'.length)
  return by.id === 'command-line' ? text.commandLine : (text.who[by.kind] ?? text.who['system'] ?? '')
}

/** What was done, as a phrase that follows who did it. */
export function whatWasDone(view: View, { action, after }: WrittenLine): string {
  const text = auditText[view.language]
  const undone = recordOf(after)['action']
  if (action === 'act.undo' && typeof undone === 'string') return text.undid(text.actions[undone] ?? '')
  return text.actions[action] ?? ''
}

export interface Named {
  name: string
  href?: string
}

/** What it was done to: by its name, with where it stands; null where the phrase says all. */
export function whatItIsAbout(view: View, line: WrittenLine, names: Names): Named | null {
  const { kind, id } = line.subject
  const about = names.get(keyOf(kind, id))
  return ABOUT[kind]?.({ view, id, line, about: about ?? {}, isThere: about !== undefined }) ?? null
}

interface Asked {
  view: View
  id: string
  line: WrittenLine
  about: About
  isThere: boolean
}

/** How each kind of thing is named. A kind that is not here has no line in the journal (a test looks for them). */
const ABOUT: Record<string, (asked: Asked) => Named | null> = {
  client: (asked) => placed(asked, `/clients/${asked.id}`),
  thread: (asked) => placed(asked, `/threads/${asked.id}`),
  message: (asked) => placed(asked, `/threads/${asked.about.threadId ?? ''}`),
  mailbox: (asked) => placed(asked, `/settings/mailboxes/${asked.id}`),
  campaign: ({ view, id, about }) => ({
    name: campaignName(view, about.campaign ?? { name: id, title: null }),
    href: `/campaigns/${id}`
  }),
  'follow-up': ({ view, about: { campaign, client } }) =>
    campaign && client
      ? {
          name: auditText[view.language].followUp(campaignName(view, campaign), client.name),
          href: `/clients/${client.id}`
        }
      : gone(view, 'follow-up'),
  coupon: ({ view, about: { code, client } }) =>
    code !== undefined && client
      ? { name: auditText[view.language].coupon(endOfCode(code), client.name), href: `/clients/${client.id}` }
      : gone(view, 'coupon'),
  reminder: ({ view, line, about: { name, client } }) => {
    const text = name ?? recordOf(line.after)['text']
    return typeof text === 'string' ? ofClient(view, quoted(view, text), client) : gone(view, 'reminder')
  },
  preference: ({ view, about: { fact, client } }) =>
    fact
      ? ofClient(
          view,
          `${labelled(view, factLabel(fact.key, view.language))} ${factValue(fact, view.language)}`,
          client
        )
      : null,
  alert: ({ about: { client } }) => (client ? { name: client.name, href: `/clients/${client.id}` } : null),
  token: (asked) => remembered(asked, '/settings/tokens'),
  webhook: (asked) => remembered(asked, '/settings/webhooks'),
  // A program names a segment; its page knows it by its id.
  segment: (asked) =>
    isRowId(asked.id) ? remembered(asked, `/segments/${asked.id}`) : { name: quoted(asked.view, asked.id) },
  field: ({ view, line, about: { label } }) => {
    const name = label?.[view.language] ?? labelIn(line.after, view)
    return name === null ? null : { name: quoted(view, name), href: '/settings/fields' }
  },
  admission: ({ about: { name } }) => (name === undefined ? null : { name }),
  address: ({ id }) => ({ name: id }),
  domain: ({ id }) => ({ name: id }),
  tag: () => null,
  member: ({ about: { name }, id, line }) => (name === undefined || id === line.by.id ? null : { name }),
  letter: ({ view, id }) => {
    const [name = '', language = ''] = id.split('/')
    const inWhich = consentText[view.language].languages[language] ?? ''
    return { name: `${quoted(view, letterTitle(name, view.language))} ${inWhich}`, href: `/letters/${id}` }
  },
  file: ({ view, id }) => ({ name: quoted(view, id) }),
  'file-import': ({ id, about: { name } }) =>
    name === undefined ? null : { name: name, href: `/settings/import/${id}` },
  settings: ({ view, id }) => {
    const name = settingsText[view.language].cards[id]
    return name === undefined ? null : { name: quoted(view, name), href: `/settings/${id}` }
  }
}

/** Kinds of things that the journal can name. */
export const NAMED_KINDS: readonly string[] = Object.keys(ABOUT)

function placed({ view, about, isThere, line }: Asked, href: string): Named | null {
  if (!isThere) return gone(view, line.subject.kind)
  return about.name ? { name: about.name, href } : null
}

/** What was deleted since keeps the name that the line wrote down. */
function remembered({ about, line, view }: Asked, href: string): Named | null {
  if (about.name !== undefined) return { name: quoted(view, about.name), href }
  const written = recordOf(line.after)['name'] ?? recordOf(line.before)['name']
  return typeof written === 'string' ? { name: quoted(view, written) } : null
}

function gone(view: View, kind: string): Named | null {
  const name = auditText[view.language].aboutGone[kind]
  return name === undefined ? null : { name }
}

function ofClient(view: View, name: string, client: About['client']): Named {
  if (!client) return { name }
  return { name: auditText[view.language].ofClient(name, client.name), href: `/clients/${client.id}` }
}

function campaignName({ language }: View, { name, title }: { name: string; title: string | null }): string {
  return title ?? readyMade(name)?.title[language] ?? name
}

function labelIn(side: unknown, { language }: View): string | null {
  const { label } = recordOf(side)
  if (typeof label === 'string') return label
  const said = recordOf(label)[language]
  return typeof said === 'string' ? said : null
}

/** What changed, each by its name, before and after. What has no words is left out: an id or a key tells nobody anything. */
export function whatChanged(view: View, line: WrittenLine, names: Names): string[] {
  const [before, after] = [recordOf(line.before), recordOf(line.after)]
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return keys.flatMap((key) => {
    const label = labelOf(view, { line, key, names })
    if (label === null || isDeepStrictEqual(before[key], after[key])) return []
    if (isForOwners(line) && view.member?.role !== 'owner') return [label]
    const sides = [before[key], after[key]].map((value) => saidIn(view, { line, key, value, names }))
    const [was = '', is = ''] = sides
    if (was === is) return []
    return [`${labelled(view, label)} ${[was, is].filter((side) => side !== '').join(' → ')}`]
  })
}

/** Costs and the like, which only the owner sees: others are told what was changed, not from what to what. */
function isForOwners({ subject }: WrittenLine): boolean {
  return subject.kind === 'settings'
}

interface Change {
  line: WrittenLine
  key: string
  names: Names
}

/** Where the name of the thing says it already, or only taking it back needs it. */
const UNSAID: Record<string, readonly string[]> = {
  client: ['state', 'reason'],
  preference: ['value', 'kind'],
  token: ['name'],
  webhook: ['name'],
  reminder: ['text'],
  member: ['state'],
  'file-import': ['name'],
  mailbox: ['address']
}

function labelOf(view: View, { line, key, names }: Change): string | null {
  const { values } = auditText[view.language]
  if (line.action === 'client.fields') return names.get(keyOf('field', key))?.label?.[view.language] ?? null
  if (line.subject.kind === 'settings') return settingsText[view.language].labels[key] ?? null
  if (UNSAID[line.subject.kind]?.includes(key)) return null
  return values[key] ?? null
}

const SHOWN_MOST = 120
const acts = z.array(z.object({ name: z.string(), value: z.string(), state: z.string() }))
const day = z.object({ month: z.number(), day: z.number(), year: z.number().nullable() })

function saidIn(view: View, change: Change & { value: unknown }): string {
  const { value } = change
  if (value === null || value === undefined) return ''
  const special = change.line.subject.kind === 'settings' ? undefined : SAID[change.key]
  const said = special === undefined ? plainly(view, value) : special({ view, ...change })
  return said.length > SHOWN_MOST ? `${said.slice(0, SHOWN_MOST - 1)}…` : said
}

/** Values that stand for words. */
const SAID: Record<string, (change: Change & { view: View; value: unknown }) => string> = {
  acts: ({ view, value }) => wordsOf(view, value),
  clients: ({ view, value }) => (Array.isArray(value) ? auditText[view.language].clients(value.length) : ''),
  role: ({ view, value }) => settingsText[view.language].teamRoles[String(value)] ?? '',
  ownerId: ({ value, names }) => names.get(keyOf('member', String(value)))?.name ?? '',
  into: ({ value, names }) => names.get(keyOf('client', String(value)))?.name ?? '',
  other: ({ value, names }) => names.get(keyOf('client', String(value)))?.name ?? '',
  language: ({ view, value }) => (value === 'fr' || value === 'en' ? accountText[view.language].languages[value] : ''),
  birthday: ({ view, value }) => {
    const read = day.safeParse(value)
    return read.success ? birthday(view, read.data) : ''
  },
  on: ({ view, value }) => calendarDay(view, new Date(`${String(value)}T00:00:00Z`)),
  kind: ({ view, value }) => recordText[view.language].kinds[String(value)] ?? '',
  events: ({ view, value }) => each(value, webhookText[view.language].eventNames),
  scopes: ({ view, value }) => each(value, tokenText[view.language].scopeNames),
  method: ({ view, value }) => consentText[view.language].methods[String(value)] ?? '',
  type: ({ view, value }) => dataText[view.language].types[String(value)] ?? '',
  state: ({ view, value }) => mailboxText[view.language].states[String(value)] ?? '',
  reason: ({ view, value }) => auditText[view.language].refusals[String(value)] ?? '',
  why: ({ view, value }) => auditText[view.language].whys[String(value)] ?? ''
}

function each(value: unknown, words: Record<string, string>): string {
  return Array.isArray(value) ? value.flatMap((one) => words[String(one)] ?? []).join(', ') : ''
}

/** Keywords as they were written, with those that were not carried out marked; a coupon's code whole for the owner alone. */
function wordsOf(view: View, value: unknown): string {
  const { wordStates } = auditText[view.language]
  const read = acts.safeParse(value)
  if (!read.success) return ''
  return read.data
    .map(({ name, value: written, state }) => {
      const rest = readerOf(view).seesCodes ? written : withoutCodes(written, () => true)
      const not = wordStates[state]
      return `#${name}${rest === '' ? '' : ` ${rest}`}${not === undefined ? '' : ` (${not})`}`
    })
    .join(', ')
}

function plainly(view: View, value: unknown): string {
  const text = auditText[view.language]
  if (typeof value === 'boolean') return value ? text.yes : text.no
  if (typeof value === 'number') return decimal(view, value)
  if (Array.isArray(value)) return value.map((one) => plainly(view, one)).join(', ')
  if (typeof value === 'string') return value
  return Object.entries(recordOf(value))
    .map(([name, one]) => `${name} = ${plainly(view, one)}`)
    .join(', ')
}
