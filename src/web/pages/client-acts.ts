import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { changeState, tagClient, untagClient } from '#src/clients/client-change-store.ts'
import { rejectProposal } from '#src/clients/preference-store.ts'
import { believe } from '#src/clients/proposal.ts'
import { addReminder, finishReminder } from '#src/clients/reminder-store.ts'
import { recordInteraction } from '#src/clients/timeline-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { writtenDay } from '#src/platform/written-day.ts'
import { act, undoOf } from '#src/web/acts/act.ts'
import { done } from '#src/web/answer.tsx'
import { askedId } from '#src/web/asked-id.ts'
import { readForm, type FormData } from '#src/web/form-data.ts'
import { day } from '#src/web/format.ts'
import { findProposal } from '#src/web/reading/record-store.ts'
import { post, type Route } from '#src/web/route.ts'
import { peopleText } from '#src/web/text/people.ts'
import { recordText } from '#src/web/text/record.ts'
import { refusedTag, tagForm } from '#src/web/tag-form.ts'
import { tagText } from '#src/web/text/tag.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'
import { recordPage } from './client.tsx'
import { ENTRY_MAX, REMINDER_MAX, TITLE_MAX, WRITABLE_KINDS, type HeldForm } from './client-write.tsx'
import { recordOf } from '#src/web/reading/asked-record.ts'

/** What a member does on one client's record. */
export const clientActs: Route[] = [
  post('/clients/:id/acceptance', 'member', accept),
  post('/clients/:id/ignoring', 'member', ignore),
  post('/clients/:id/entries', 'member', addEntry),
  post('/clients/:id/reminders', 'member', remind),
  post('/clients/:id/tags', 'member', changeTag),
  post('/reminders/:id/completion', 'member', completeReminder),
  post('/preferences/:id/keeping', 'member', keepFact),
  post('/preferences/:id/setting-aside', 'member', dropFact)
]

/** When a reminder for a day comes due, on the firm's clock. */
const REMINDER_HOUR = 8

const entryForm = z.object({
  kind: z.enum(WRITABLE_KINDS, 'kindNeeded'),
  title: z.string('titleNeeded').min(1, 'titleNeeded').max(TITLE_MAX, 'titleTooLong'),
  body: z.string().max(ENTRY_MAX, 'bodyTooLong').default('')
})
const reminderForm = (today: Temporal.PlainDate) =>
  z.object({
    on: z.string('dayNeeded').transform((text, asked) => {
      const on = writtenDay(text)
      const isToCome = on !== null && Temporal.PlainDate.compare(on, today) >= 0
      if (isToCome) return on
      asked.addIssue(on ? 'dayPast' : 'dayNeeded')
      return z.NEVER
    }),
    text: z.string('textNeeded').min(1, 'textNeeded').max(REMINDER_MAX, 'textTooLong')
  })

async function accept(visit: Visit) {
  const client = await recordOf(visit)
  const text = peopleText[visit.var.view.language]
  const line = await act(visit, async (db, { at }) => {
    const change = { from: ['suggested', 'ignored'] as const, to: 'active' as const, reason: 'accepted', at }
    const before = await changeState(db, client.id, { ...change, from: [...change.from] })
    if (!before) return null
    return { action: 'client.accept', subject: clientSubject(client.id), before: { ...before } }
  })
  return done(visit, {
    to: `/clients/${client.id}`,
    toast: { text: text.accepted(client.name), ...undoOf(line) },
    changed: () => null
  })
}

async function ignore(visit: Visit) {
  const client = await recordOf(visit)
  const text = peopleText[visit.var.view.language]
  const line = await act(visit, async (db, { at }) => {
    const before = await changeState(db, client.id, {
      from: ['suggested', 'active'],
      to: 'ignored',
      reason: 'ignored',
      at
    })
    if (!before) return null
    return { action: 'client.ignore', subject: clientSubject(client.id), before: { ...before } }
  })
  return done(visit, {
    to: '/suggestions',
    toast: { text: text.ignored(client.name), ...undoOf(line) },
    changed: () => null
  })
}

async function addEntry(visit: Visit) {
  const client = await recordOf(visit)
  const text = recordText[visit.var.view.language]
  const form = await readForm(visit, entryForm)
  if (form.kind === 'wrong') return recordPage(visit, client, heldForm(visit, 'entry', form))
  const { kind, title, body } = form.value
  const line = await act(visit, async (db, { at, by }) => {
    const entry = { clientId: client.id, at, kind, title, body, source: 'page', by: by.id }
    const id = await recordInteraction(db, entry)
    return { action: 'interaction.add', subject: clientSubject(client.id), after: { id, kind, title } }
  })
  return done(visit, { to: `/clients/${client.id}`, toast: { text: text.written, ...undoOf(line) } })
}

function heldForm(
  visit: Visit,
  name: HeldForm['form'],
  { given, wrong }: Extract<FormData<unknown>, { kind: 'wrong' }>
): HeldForm {
  const { wrongs } = recordText[visit.var.view.language]
  const told = Object.entries(wrong).map(([field, key]) => [field, wrongs[key] ?? ''])
  return { form: name, given, wrong: Object.fromEntries(told) }
}

function todayOf({ now, zone }: View): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate()
}

async function remind(visit: Visit) {
  const client = await recordOf(visit)
  const { view } = visit.var
  const text = recordText[view.language]
  const form = await readForm(visit, reminderForm(todayOf(view)))
  if (form.kind === 'wrong') return recordPage(visit, client, heldForm(visit, 'reminder', form))
  const { on } = form.value
  const dueAt = dateOf(on.toZonedDateTime({ timeZone: view.zone, plainTime: { hour: REMINDER_HOUR } }).toInstant())
  const line = await act(visit, async (db, { member }) => {
    const id = await addReminder(db, {
      clientId: client.id,
      threadId: null,
      memberId: member.id,
      dueAt,
      text: form.value.text,
      sourceMessageId: null,
      unlessAnsweredSince: null
    })
    const subject = { kind: 'reminder', id }
    return { action: 'reminder.add', subject, after: { client: client.id, on: on.toString(), text: form.value.text } }
  })
  return done(visit, {
    to: `/clients/${client.id}`,
    toast: { text: text.remindSaved(day(view, dueAt)), ...undoOf(line) }
  })
}

async function changeTag(visit: Visit) {
  const { view } = visit.var
  const client = await recordOf(visit)
  const text = tagText[view.language]
  const to = `/clients/${client.id}`
  const form = await readForm(visit, tagForm)
  if (form.kind === 'wrong') {
    const refused = refusedTag(view, form)
    if (!refused) return done(visit, { to })
    return recordPage(visit, client, { form: 'tag', given: form.given, wrong: { tag: refused.wrong } })
  }
  const { tag, action } = form.value
  const line = await act(visit, async (db, { at, by }) => {
    const change = { clientId: client.id, tag, by: by.id, at }
    const hasChanged = action === 'add' ? await tagClient(db, change) : await untagClient(db, change)
    if (!hasChanged) return null
    const subject = clientSubject(client.id)
    return action === 'add'
      ? { action: 'client.tag', subject, after: { tag } }
      : { action: 'client.untag', subject, before: { tag } }
  })
  const said = action === 'add' ? text.added(tag) : text.removed(tag)
  return done(visit, { to, toast: { text: said, ...undoOf(line) } })
}

async function completeReminder(visit: Visit) {
  const id = askedId(visit)
  const text = recordText[visit.var.view.language]
  const line = await act(visit, async (db, { at }) => {
    const wasOpen = await finishReminder(db, id, at)
    return wasOpen ? { action: 'reminder.done', subject: { kind: 'reminder', id } } : null
  })
  return done(visit, { to: '/', toast: { text: text.remindDone, ...undoOf(line) }, changed: () => null })
}

async function keepFact(visit: Visit) {
  const proposal = await proposalOf(visit)
  const line = await act(visit, async (db, { at, by }) => {
    const change = await believe(db, proposal, { by: by.id, at })
    if (!change) return null
    return { action: 'preference.accept', subject: { kind: 'preference', id: proposal.id }, after: { ...change } }
  })
  const text = recordText[visit.var.view.language]
  return done(visit, { to: `/clients/${proposal.clientId}#facts`, toast: { text: text.kept, ...undoOf(line) } })
}

async function dropFact(visit: Visit) {
  const proposal = await proposalOf(visit)
  const line = await act(visit, async (db, { at, by }) => {
    const wasOpen = await rejectProposal(db, proposal.id, { by: by.id, at })
    return wasOpen ? { action: 'preference.reject', subject: { kind: 'preference', id: proposal.id } } : null
  })
  const text = recordText[visit.var.view.language]
  return done(visit, { to: `/clients/${proposal.clientId}#facts`, toast: { text: text.dropped, ...undoOf(line) } })
}

async function proposalOf(visit: Visit) {
  const proposal = await findProposal(visit.var.world.db, askedId(visit))
  if (!proposal) throw new Refusal('not-found', 'There is no such proposal.')
  return proposal
}

function clientSubject(id: string) {
  return { kind: 'client', id }
}
