import { z } from 'zod'
import { eraseClient } from '#src/clients/erase.ts'
import { mergeClients, undoMerge } from '#src/clients/merge.ts'
import { act } from '#src/web/acts/act.ts'
import { done, page } from '#src/web/answer.tsx'
import { askedId, guid } from '#src/web/asked-id.ts'
import { Act, Form, FormErrors, TextField } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Empty, Face, Note, Sheet } from '#src/web/components/sheet.tsx'
import { Near } from '#src/web/components/time.tsx'
import { readForm } from '#src/web/form-data.ts'
import { Framed } from '#src/web/layout.tsx'
import { listClients, type ListedClient } from '#src/web/reading/clients-store.ts'
import { mailsNaming, type FoundMail } from '#src/web/reading/found-mails-store.ts'
import { readerOf } from '#src/web/reading/shown-mail.ts'
import type { ClientRecord } from '#src/web/reading/record-store.ts'
import { get, post, type Route } from '#src/web/route.ts'
import { frameText } from '#src/web/text/frame.ts'
import { isSameName } from '#src/web/same-name.ts'
import { threadText } from '#src/web/text/thread.ts'
import { recordText } from '#src/web/text/record.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'
import { recordOf } from '#src/web/reading/asked-record.ts'

/** Making two records one, taking that back, and erasing a person for real. */
export const clientUnionPages: Route[] = [
  get('/clients/:id/merge', 'member', showMerge),
  post('/clients/:id/merge', 'member', merge),
  post('/clients/:id/separations/:from', 'member', separate),
  get('/clients/:id/erasure', 'owner', async (visit) => showErasure(visit, await recordOf(visit), false)),
  post('/clients/:id/erasure', 'owner', erase)
]

const CANDIDATES_SHOWN = 10
const MAILS_SHOWN = 6

async function showMerge(visit: Visit) {
  const { view, world } = visit.var
  const client = await recordOf(visit)
  const asked = visit.req.query('q')?.slice(0, 200)
  // Doubles are mostly called alike: they are there before anything is typed.
  const query = asked ?? (client.name.includes('@') ? '' : client.name)
  const filter = {
    query,
    state: 'active' as const,
    tag: null,
    tier: null,
    owner: null,
    company: null,
    segment: null,
    order: 'recent' as const
  }
  const found = query === '' ? [] : (await listClients(world.db, filter, null)).rows
  const others = found.filter(({ id }) => id !== client.id).slice(0, CANDIDATES_SHOWN)
  return page(visit, <MergePage {...{ view, client, query: asked ?? '', others, isAsked: asked !== undefined }} />)
}

async function merge(visit: Visit) {
  const { view } = visit.var
  const client = await recordOf(visit)
  const form = await readForm(visit, z.object({ other: guid, name: z.string().max(300).default('') }))
  if (form.kind === 'wrong') return done(visit, { to: `/clients/${client.id}/merge` })
  await act(visit, async (db, doing) => {
    await mergeClients(db, { from: form.value.other, into: client.id }, doing)
    return null
  })
  const text = recordText[view.language].mergeDone(form.value.name)
  const undo = `/clients/${client.id}/separations/${form.value.other}`
  return done(visit, { to: `/clients/${client.id}`, toast: { text, undo } })
}

async function separate(visit: Visit) {
  const client = await recordOf(visit)
  const from = askedId(visit, 'from')
  await act(visit, async (db, doing) => {
    await undoMerge(db, { from, into: client.id }, doing)
    return null
  })
  const text = recordText[visit.var.view.language].mergeUndone
  return done(visit, { to: `/clients/${client.id}`, toast: { text } })
}

async function showErasure(visit: Visit, client: ClientRecord, isWrong: boolean) {
  const { view, world } = visit.var
  const asked = { name: client.name, clientId: client.id, most: MAILS_SHOWN, reader: readerOf(view) }
  const naming = await mailsNaming(world.db, asked)
  return page(visit, <ErasurePage {...{ view, client, naming, isWrong }} />, isWrong ? 422 : 200)
}

async function erase(visit: Visit) {
  const { view, world } = visit.var
  const client = await recordOf(visit)
  const form = await readForm(visit, z.object({ name: z.string() }))
  const isSure = form.kind === 'right' && isSameName(form.value.name, client.name)
  if (!isSure) return showErasure(visit, client, true)
  await act(visit, async (db, { by, at }) => {
    await eraseClient(db, client.id, { by, at, secrets: world.secrets })
    return null
  })
  return done(visit, { to: '/clients', toast: { text: recordText[view.language].erased } })
}

function MergePage({ view, client, query, others, isAsked }: MergeProps) {
  const text = recordText[view.language]
  const path = `/clients/${client.id}`
  return (
    <Framed view={view} title={text.merge}>
      <Head title={text.merge} lead={text.mergeLead(client.name)} back={{ href: path, label: client.name }} />
      <form class="filters" role="search" aria-label={text.mergeSearch} action={`${path}/merge`}>
        <input
          type="search"
          name="q"
          value={query}
          aria-label={text.mergeSearch}
          placeholder={text.mergeSearch}
          autofocus
        />
        <button class="button">{text.mergeGo}</button>
      </form>
      {others.length === 0 && (!isAsked || query === '') ? null : (
        <Sheet title={isAsked ? undefined : text.mergeAlike} flush>
          {others.length === 0 ? <Empty icon="search" title={text.mergeNone} /> : null}
          <ul class="rows">
            {others.map((other) => (
              <li class="row">
                <Face name={other.name} />
                <div class="what">
                  <p class="title">
                    <a href={`/clients/${other.id}`}>{other.name}</a>
                  </p>
                  <p class="meta">
                    <span>{[other.address, other.company].filter(Boolean).join(', ')}</span>
                    <span>
                      {text.lastSeen} {other.lastAt ? <Near view={view} at={other.lastAt} /> : text.never}
                    </span>
                  </p>
                </div>
                <div class="acts">
                  <Act
                    view={view}
                    action={`${path}/merge`}
                    values={{ other: other.id, name: other.name }}
                    label={text.mergeThis}
                    describe={other.name}
                    icon="merge"
                  />
                </div>
              </li>
            ))}
          </ul>
        </Sheet>
      )}
    </Framed>
  )
}

interface MergeProps {
  view: View
  client: ClientRecord
  query: string
  others: ListedClient[]
  /** Whether somebody searched; else these are called alike. */
  isAsked: boolean
}

function ErasurePage({ view, client, naming, isWrong }: ErasureProps) {
  const text = recordText[view.language]
  const path = `/clients/${client.id}`
  return (
    <Framed view={view} title={text.erase}>
      <Head title={text.erase} back={{ href: path, label: client.name }} />
      <Note tone="wax">{text.eraseLead(client.name)}</Note>
      <Sheet>
        <Form view={view} action={`${path}/erasure`}>
          <FormErrors view={view} wrong={isWrong ? text.eraseWrong : undefined} />
          <TextField label={text.eraseConfirm} name="name" hint={client.name} autocomplete="off" required />
          <div class="ends">
            <button class="button danger">{text.eraseGo}</button>
            <a href={path}>{frameText[view.language].cancel}</a>
          </div>
        </Form>
      </Sheet>
      {naming.length > 0 ? (
        <Sheet title={text.eraseNaming} id="naming">
          <p>{text.eraseNamingWhy}</p>
          <ul>
            {naming.map((mail) => (
              <li>
                <a href={`/threads/${mail.threadId}#mail-${mail.id}`}>
                  {mail.subject || threadText[view.language].noSubject}
                </a>
                , {mail.fromName || mail.fromAddress}, <Near view={view} at={mail.sentAt} />
              </li>
            ))}
          </ul>
        </Sheet>
      ) : null}
    </Framed>
  )
}

interface ErasureProps {
  view: View
  client: ClientRecord
  /** Mails of others that hold the person's name. */
  naming: FoundMail[]
  isWrong: boolean
}
