import { html } from 'hono/html'
import type { TemplateFault } from '#src/delivery/letter/check.ts'
import { LETTER_FIELDS, type EditableLetter } from '#src/delivery/letter/editor.ts'
import { LANGUAGES } from '#src/platform/i18n.ts'
import { DrawnFrom, OvertakenNote, type Overtaken } from '#src/web/components/drawn.tsx'
import { Act, Form } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Icon } from '#src/web/components/icon.tsx'
import { Note, Sheet } from '#src/web/components/sheet.tsx'
import type { Drawn } from '#src/web/drawn.ts'
import { labelled, near } from '#src/web/format.ts'
import { Framed } from '#src/web/layout.tsx'
import { letterText } from '#src/web/text/letter.ts'
import type { View } from '#src/web/view.ts'

export interface LetterShown {
  letter: EditableLetter
  title: string
  /** What stands in the field: the letter, or what was just written and does not fit. */
  source: string
  /** After a refused save. */
  faults: TemplateFault[] | null
  overtaken: Overtaken | null
  drawn: Drawn
}

interface Props {
  view: View
  shown: LetterShown
}

export function LetterPage({ view, shown }: Props) {
  const text = letterText[view.language]
  const { letter, title } = shown
  const isOwner = view.member?.role === 'owner'
  return (
    <Framed view={view} title={title}>
      <Head
        title={title}
        lead={isOwner ? text.editLead : text.readOnly}
        back={{ href: '/letters', label: text.title }}
      />
      <nav class="pills" aria-label={text.title}>
        {LANGUAGES.map((language) => (
          <a
            href={`/letters/${letter.name}/${language}`}
            aria-current={language === letter.language ? 'page' : undefined}
          >
            {text.languages[language]}
          </a>
        ))}
      </nav>
      <div class="two">
        {isOwner ? (
          <div class="stack wide">
            <Editor view={view} shown={shown} />
            <Fields view={view} letter={letter} />
          </div>
        ) : null}
        <div class="stack wide">
          <Sheet title={text.previewTitle} id="picture">
            <iframe
              class="mail-frame"
              name="letter-picture"
              src={`/letters/${letter.name}/${letter.language}/preview`}
              title={text.previewTitle}
              sandbox=""
              referrerpolicy="no-referrer"
            ></iframe>
          </Sheet>
          {isOwner ? <Versions view={view} letter={letter} /> : null}
        </div>
      </div>
    </Framed>
  )
}

/**
 * The picture is drawn anew by posting the form into its frame, which works without JavaScript too; with it, page.js does so
 * while one writes, and the faults come beside.
 */
function Editor({ view, shown: { letter, source, faults, overtaken, drawn } }: Props) {
  const text = letterText[view.language]
  const path = `/letters/${letter.name}/${letter.language}`
  return (
    <Sheet id="editor">
      <Form view={view} action={path} id="letter-form">
        <DrawnFrom drawn={drawn} />
        {overtaken ? (
          <OvertakenNote view={view} overtaken={overtaken}>
            <details class="opens">
              <summary>{text.current}</summary>
              <p class="prewrap">{letter.source}</p>
            </details>
          </OvertakenNote>
        ) : null}
        <div class="field broad">
          <label for="source">{text.source}</label>
          <textarea
            id="source"
            name="source"
            class="source"
            spellcheck={true}
            lang={letter.language}
            aria-describedby="source-hint faults"
            aria-invalid={faults && faults.length > 0 ? 'true' : undefined}
            data-shows="letter-show"
          >
            {source}
          </textarea>
          <p class="hint" id="source-hint">
            {text.sourceHint}
          </p>
        </div>
        <div
          id="faults"
          aria-live="polite"
          hx-post={`${path}/faults`}
          hx-trigger="input from:#source delay:700ms"
          hx-include="#letter-form"
          hx-target="this"
          hx-swap="innerHTML"
        >
          {faults === null ? null : <Faults view={view} faults={faults} />}
        </div>
        <div class="ends">
          <button class="button first">{text.save}</button>
          <button class="button" id="letter-show" formaction={`${path}/preview`} formtarget="letter-picture">
            {text.preview}
          </button>
        </div>
      </Form>
    </Sheet>
  )
}

export function Faults({ view, faults }: { view: View; faults: TemplateFault[] }) {
  const text = letterText[view.language]
  if (faults.length === 0) {
    return (
      <p class="soft small">
        <Icon name="check" /> {text.right}
      </p>
    )
  }
  return (
    <Note tone="wax">
      <p class="strong">{text.faults(faults.length)}</p>
      <ul class="stack tight">
        {faults.map(({ line, message }) => (
          <li>
            {line === null ? null : (
              <button type="button" class="link strong" data-line={String(line)} data-in="#source">
                {text.line(line)}
              </button>
            )}{' '}
            {message[view.language]}
          </li>
        ))}
      </ul>
    </Note>
  )
}

/** The same where the picture would be. */
export function faultsAlone(view: View, faults: TemplateFault[]) {
  const text = letterText[view.language]
  const said = faults.map(
    ({ line, message }) => `${line === null ? '' : `${labelled(view, text.line(line))} `}${message[view.language]}`
  )
  return html`<!doctype html>
    <html lang="${view.language}">
      <head>
        <meta charset="utf-8" />
        <title>${text.previewTitle}</title>
        <style>
          body {
            margin: 24px;
            font:
              16px/1.5 system-ui,
              sans-serif;
            color: #16201b;
            background: #fff;
          }
        </style>
      </head>
      <body>
        <p><strong>${text.faults(faults.length)}</strong></p>
        <ul>
          ${said.map((each) => html`<li>${each}</li>`)}
        </ul>
      </body>
    </html>`
}

function Fields({ view, letter }: { view: View; letter: EditableLetter }) {
  const text = letterText[view.language]
  return (
    <Sheet title={text.fields} id="fields" aside={text.fieldsHint}>
      <ul class="pairs small">
        {LETTER_FIELDS.map(({ path, about, example }) => (
          <li>
            <button type="button" class="link" data-inserts={`{{${path}}}`} data-in="#source">
              <code>{`{{${path}}}`}</code>
            </button>
            <p class="soft">
              {example[letter.language] === ''
                ? about[view.language]
                : `${labelled(view, about[view.language])} ${example[letter.language]}`}
            </p>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}

/** Nothing that was saved is lost. */
function Versions({ view, letter }: { view: View; letter: EditableLetter }) {
  const text = letterText[view.language]
  const path = `/letters/${letter.name}/${letter.language}/restoration`
  const mayGoBack = letter.shipped !== null && letter.state.kind === 'own'
  if (letter.versions.length === 0) return null
  return (
    <Sheet title={text.versions} id="versions" flush>
      <ul class="rows small">
        {mayGoBack ? (
          <li class="row plain">
            <p class="what soft">{text.restoreHint}</p>
            <div class="acts">
              <Act view={view} action={path} label={text.restore} icon="undo" />
            </div>
          </li>
        ) : null}
        {letter.versions.map(({ version, savedAt, source }, index) => (
          <li class="row plain">
            <p class="what">
              {text.version(version, near(view, savedAt))}
              {source === null ? <span class="soft"> · {text.versionShipped}</span> : null}
            </p>
            <div class="acts">
              {index > 0 && source !== null ? (
                <Act
                  view={view}
                  action={path}
                  label={text.takeUp}
                  values={{ version: String(version) }}
                  class="button slim quiet"
                />
              ) : null}
            </div>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}
