import { z } from 'zod'
import { noteConsent } from '#src/campaigns/permission-store.ts'
import { addressesToSuppress, suppressAddresses } from '#src/clients/suppression-store.ts'
import { act, undoOf } from '#src/web/acts/act.ts'
import { done } from '#src/web/answer.tsx'
import { Act, Form, SelectField, TextField } from '#src/web/components/form.tsx'
import { Badge, Sheet } from '#src/web/components/sheet.tsx'
import { Near } from '#src/web/components/time.tsx'
import { readForm } from '#src/web/form-data.ts'
import { quoted } from '#src/web/format.ts'
import type { ClientRecord, ConsentNow } from '#src/web/reading/record-store.ts'
import { post, type Route } from '#src/web/route.ts'
import { consentText } from '#src/web/text/consent.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'
import { recordOf } from '#src/web/reading/asked-record.ts'

/** Whether a client may be sent offers, and on what ground. */
export const clientConsentActs: Route[] = [
  post('/clients/:id/consent', 'member', note),
  post('/clients/:id/stop', 'member', stop)
]

/** Ways in which a member hears of it; clients have links of their own. */
const METHODS = ['form', 'spoken', 'mail'] as const
const noteForm = z.object({ method: z.enum(METHODS), wording: z.string().min(3).max(500) })

async function note(visit: Visit) {
  const client = await recordOf(visit)
  const { view, world } = visit.var
  const text = consentText[view.language]
  const form = await readForm(visit, noteForm)
  const to = `/clients/${client.id}#consents`
  if (form.kind === 'wrong') return done(visit, { to, toast: { text: text.noteWrong, tone: 'wrong' } })
  const { method, wording } = form.value
  const line = await act(visit, async (db, { member }) => {
    const note = { clientId: client.id, wording, method, memberId: member.id, now: world.clock.now() }
    const entry = await noteConsent(db, note)
    return { action: 'consent.note', subject: { kind: 'client', id: client.id }, after: { method, wording, entry } }
  })
  return done(visit, { to, toast: { text: text.noted, ...undoOf(line) } })
}

async function stop(visit: Visit) {
  const client = await recordOf(visit)
  const text = consentText[visit.var.view.language]
  const line = await act(visit, async (db, { at, member }) => {
    const addresses = await addressesToSuppress(db, client.id)
    const ids = await suppressAddresses(db, {
      addresses,
      scope: 'marketing',
      reason: 'manual',
      evidence: `member:${member.id}`,
      at
    })
    if (ids.length === 0) return null
    return { action: 'client.stop', subject: { kind: 'client', id: client.id }, after: { suppressions: ids } }
  })
  return done(visit, { to: `/clients/${client.id}`, toast: { text: text.stopped(client.name), ...undoOf(line) } })
}

interface ConsentsProps {
  view: View
  client: ClientRecord
  consents: ConsentNow[]
  /** An address of theirs is not written to already. */
  isStopped: boolean
}

export function Consents({ view, client, consents, isStopped }: ConsentsProps) {
  const text = consentText[view.language]
  return (
    <Sheet title={text.title} id="consents">
      {consents.length === 0 ? <p class="soft small">{text.none}</p> : null}
      <ul class="stack">
        {consents.map((consent) => (
          <Consent view={view} consent={consent} />
        ))}
      </ul>
      <details class="opens">
        <summary>{text.note}</summary>
        <Form view={view} action={`/clients/${client.id}/consent`}>
          <p class="hint">{text.noteHint}</p>
          <SelectField
            label={text.how}
            name="method"
            options={METHODS.map((method) => ({ value: method, label: text.methods[method] ?? method }))}
          />
          <TextField label={text.wording} name="wording" hint={text.wordingExample} maxlength={500} required />
          <button class="button">{text.noteSave}</button>
        </Form>
      </details>
      {!isStopped ? (
        <Act view={view} action={`/clients/${client.id}/stop`} label={text.stop} class="button slim quiet" />
      ) : null}
    </Sheet>
  )
}

function Consent({ view, consent }: { view: View; consent: ConsentNow }) {
  const text = consentText[view.language]
  return (
    <li>
      <p class="line">
        <span>{text.purposes[consent.purpose] ?? consent.purpose}</span>
        {consent.state === 'given' ? (
          <Badge tone="green" icon="check">
            {text.given}
          </Badge>
        ) : (
          <Badge tone="wax" icon="cross">
            {text.withdrawn}
          </Badge>
        )}
      </p>
      <p class="tiny soft">
        {text.bases[consent.basis] ?? consent.basis}, {text.methods[consent.method] ?? consent.method},{' '}
        <Near view={view} at={consent.at} />
      </p>
      {consent.wording ? <p class="small serif">{quoted(view, consent.wording)}</p> : null}
    </li>
  )
}
