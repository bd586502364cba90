import { z } from 'zod'
import { findMailbox, saveCredential, saveState, type Mailbox } from '#src/mailbox/mailbox-store.ts'
import { progressOf, type MailboxProgress } from '#src/mailbox/progress.ts'
import { reconcileMailbox } from '#src/mailbox/reconcile.ts'
import { retryQuarantine } from '#src/mailbox/retry-quarantine.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { act } from '#src/web/acts/act.ts'
import { done, isLive, page, part } from '#src/web/answer.tsx'
import { askedId } from '#src/web/asked-id.ts'
import { readForm } from '#src/web/form-data.ts'
import { exceptionsOf, foundSoFar, quarantineOf } from '#src/web/reading/mailboxes-store.ts'
import { get, post, type Route } from '#src/web/route.ts'
import { mailboxText } from '#src/web/text/mailbox.ts'
import type { Visit } from '#src/web/world.ts'
import { MailboxesPage, MailboxPage, ReadingPage, ReadingProgress } from './mailboxes-view.tsx'

/** The mailboxes: how far each is read, and the account of every mail (M3). */
export const mailboxesPages: Route[] = [
  get('/settings/mailboxes', 'member', showMailboxes),
  get('/settings/mailboxes/:id', 'owner', showMailbox),
  get('/first-run/reading', 'owner', showReading),
  post('/settings/mailboxes/:id/pause', 'owner', (visit) => changeState(visit, 'paused')),
  post('/settings/mailboxes/:id/resumption', 'owner', (visit) => changeState(visit, 'active')),
  post('/settings/mailboxes/:id/password', 'owner', changePassword),
  post('/settings/mailboxes/:id/reconciliation', 'owner', reconcile),
  post('/settings/mailboxes/:id/second-reading', 'owner', readAgain)
]

const QUARANTINE_SHOWN = 50
const FOUND_MOST = 100_000
/** A person waits for the answer: a mailbox that needs longer is checked on the command line. */
const PATIENCE_MS = 120_000

async function showMailboxes(visit: Visit) {
  const { view, world } = visit.var
  return page(visit, <MailboxesPage view={view} mailboxes={await progressOf(world.db)} />)
}

async function showMailbox(visit: Visit) {
  const { view, world } = visit.var
  const mailbox = await mailboxOf(visit)
  const [all, exceptions, quarantine] = await Promise.all([
    progressOf(world.db),
    exceptionsOf(world.db, mailbox.id),
    quarantineOf(world.db, mailbox.id, QUARANTINE_SHOWN)
  ])
  const progress = all.find(({ id }) => id === mailbox.id)
  if (!progress) throw noMailbox()
  return page(visit, <MailboxPage {...{ view, progress, exceptions, quarantine }} />)
}

/** The last step of the first run; the part in the middle asks for itself every two seconds. */
async function showReading(visit: Visit) {
  const { view, world } = visit.var
  const [mailboxes, found] = await Promise.all([progressOf(world.db), foundSoFar(world.db, FOUND_MOST)])
  const reading = { mailboxes, found }
  if (isLive(visit)) return part(visit, <ReadingProgress view={view} reading={reading} />)
  return page(visit, <ReadingPage view={view} reading={reading} />)
}

async function changeState(visit: Visit, state: 'active' | 'paused') {
  const text = mailboxText[visit.var.view.language]
  const mailbox = await mailboxOf(visit)
  await act(visit, async (db, { at }) => {
    await saveState(db, mailbox.id, { state, reason: null, now: at })
    const subject = { kind: 'mailbox', id: mailbox.id }
    return { action: 'mailbox.state', subject, before: { state: mailbox.state }, after: { state } }
  })
  return done(visit, { to: pathOf(mailbox), toast: { text: state === 'active' ? text.resumed : text.paused } })
}

async function changePassword(visit: Visit) {
  const { view, world } = visit.var
  const mailbox = await mailboxOf(visit)
  const form = await readForm(visit, z.object({ password: z.string().min(1).max(1000) }))
  if (form.kind === 'wrong') return done(visit, { to: pathOf(mailbox) })
  const credential = { kind: 'password' as const, password: form.value.password }
  await act(visit, async (db, { at }) => {
    await saveCredential(db, mailbox.id, { credential, secrets: world.secrets, now: at })
    return { action: 'mailbox.password', subject: { kind: 'mailbox', id: mailbox.id } }
  })
  return done(visit, { to: pathOf(mailbox), toast: { text: mailboxText[view.language].passwordChanged } })
}

async function reconcile(visit: Visit) {
  const { view, world } = visit.var
  const text = mailboxText[view.language]
  const mailbox = await mailboxOf(visit)
  const signal = AbortSignal.timeout(PATIENCE_MS)
  const before = await reconcileMailbox(world, mailbox, { repair: true, signal })
  const missing = before.reduce((sum, folder) => sum + folder.missing, 0)
  const said = missing === 0 ? text.reconciledNone : text.reconciledSome(missing)
  return done(visit, { to: pathOf(mailbox), toast: { text: said } })
}

async function readAgain(visit: Visit) {
  const { view, world } = visit.var
  const mailbox = await mailboxOf(visit)
  const { released, kept } = await retryQuarantine(world, mailbox, AbortSignal.timeout(PATIENCE_MS))
  return done(visit, { to: pathOf(mailbox), toast: { text: mailboxText[view.language].retried(released, kept) } })
}

async function mailboxOf(visit: Visit): Promise<Mailbox> {
  const mailbox = await findMailbox(visit.var.world.db, askedId(visit))
  if (!mailbox) throw noMailbox()
  return mailbox
}

function noMailbox(): Refusal {
  return new Refusal('not-found', 'There is no such mailbox.')
}

function pathOf({ id }: Pick<MailboxProgress, 'id'>): string {
  return `/settings/mailboxes/${id}`
}
