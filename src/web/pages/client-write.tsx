import { Temporal } from 'temporal-polyfill'
import { Form, FormErrors, SelectField, TextArea, TextField } from '#src/web/components/form.tsx'
import { Icon } from '#src/web/components/icon.tsx'
import type { ClientRecord } from '#src/web/reading/record-store.ts'
import { recordText } from '#src/web/text/record.ts'
import type { View } from '#src/web/view.ts'

/** Letters of what is written on a record: its heading, its details, and what a reminder is about. */
export const TITLE_MAX = 200
export const ENTRY_MAX = 10_000
export const REMINDER_MAX = 300

export const WRITABLE_KINDS = ['note', 'call', 'visit', 'meeting'] as const

/** A form of the record that was refused: what was written, and what is wrong with its fields, in sentences. */
export interface HeldForm {
  form: 'entry' | 'reminder' | 'tag'
  given: Record<string, string>
  wrong: Record<string, string>
}

/** Adds to a record: a note, a call, a visit, or a reminder. Folded away until wanted; works without JavaScript. */
export function WriteOnRecord({ view, client, held }: { view: View; client: ClientRecord; held: HeldForm | null }) {
  const text = recordText[view.language]
  const entry = held?.form === 'entry' ? held : null
  const reminder = held?.form === 'reminder' ? held : null
  return (
    <div class="line top" id="write">
      <details class="opens grow" open={entry !== null}>
        <summary class="button first">
          <Icon name="note" /> {text.write}
        </summary>
        <Form view={view} action={`/clients/${client.id}/entries`}>
          <FormErrors view={view} wrong={entry !== null} />
          <SelectField
            label={text.writeKind}
            name="kind"
            value={entry?.given['kind'] ?? 'note'}
            wrong={entry?.wrong['kind']}
            options={WRITABLE_KINDS.map((kind) => ({ value: kind, label: text.kinds[kind] ?? kind }))}
          />
          <TextField
            label={text.writeTitle}
            name="title"
            hint={text.writeTitleHint}
            value={entry?.given['title']}
            wrong={entry?.wrong['title']}
            autofocus={entry?.wrong['title'] !== undefined}
            maxlength={TITLE_MAX}
            required
          />
          <TextArea
            label={text.writeBody}
            name="body"
            view={view}
            value={entry?.given['body'] ?? ''}
            wrong={entry?.wrong['body']}
            autofocus={entry?.wrong['body'] !== undefined}
            maxlength={ENTRY_MAX}
            optional
          />
          <button class="button first">{text.writeSave}</button>
        </Form>
      </details>
      <details class="opens grow" open={reminder !== null}>
        <summary class="button">
          <Icon name="bell" /> {text.remind}
        </summary>
        <Form view={view} action={`/clients/${client.id}/reminders`}>
          <FormErrors view={view} wrong={reminder !== null} />
          <TextField
            label={text.remindOn}
            name="on"
            type="date"
            value={reminder?.given['on'] ?? dayFrom(view, 1)}
            wrong={reminder?.wrong['on']}
            autofocus={reminder?.wrong['on'] !== undefined}
            min={dayFrom(view, 0)}
            required
          />
          <TextField
            label={text.remindText}
            name="text"
            value={reminder?.given['text']}
            wrong={reminder?.wrong['text']}
            autofocus={reminder?.wrong['text'] !== undefined && reminder.wrong['on'] === undefined}
            maxlength={REMINDER_MAX}
            required
          />
          <button class="button first">{text.remindSave}</button>
        </Form>
      </details>
    </div>
  )
}

function dayFrom(view: View, days: number): string {
  const now = Temporal.Instant.fromEpochMilliseconds(view.now)
  return now.toZonedDateTimeISO(view.zone).toPlainDate().add({ days }).toString()
}
