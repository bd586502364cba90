import type { Settings } from '#src/platform/settings.ts'
import { Sheet } from '#src/web/components/sheet.tsx'
import { contactText } from '#src/web/text/contact.ts'
import { settingsText } from '#src/web/text/settings.ts'
import type { ConsentWording } from '#src/web/reading/consent-wording-store.ts'
import type { View } from '#src/web/view.ts'

interface ContactSnippetProps {
  view: View
  settings: Settings
  wording: ConsentWording
  publicUrl: string
}

/** How the contact form comes to the firm's own site: by a link to our page, or by the same fields in theirs. */
export function ContactSnippet({ view, settings, wording, publicUrl }: ContactSnippetProps) {
  const text = contactText[view.language]
  const address = `${publicUrl}/contact`
  return (
    <>
      <Sheet title={text.pageTitle} id="page">
        <p>{settings['contact.open'] ? text.pageText : text.closed}</p>
        <p>
          <a href={address}>{address}</a>
        </p>
      </Sheet>
      <Sheet title={text.snippetTitle} id="snippet">
        <p>{text.snippetText}</p>
        <pre class="snippet" tabindex={0}>
          <code id="form-code">{formCode({ view, settings, wording, address })}</code>
        </pre>
        <button type="button" class="button" data-copies="#form-code" data-copied={settingsText[view.language].copied}>
          {settingsText[view.language].copy}
        </button>
      </Sheet>
    </>
  )
}

function formCode({ view, settings, wording, address }: Omit<ContactSnippetProps, 'publicUrl'> & { address: string }) {
  const text = contactText[view.language]
  const answers = settings['contact.answers'].map((answer) => `<option>${escaped(answer)}</option>`)
  const question = `  <label>${escaped(settings['contact.question'])} <select name="answer">${answers.join('')}</select></label>`
  return [
    `<form method="post" action="${address}">`,
    `  <label>${text.name} <input name="name" required></label>`,
    `  <label>${text.address} <input name="address" type="email" required></label>`,
    ...(answers.length > 0 ? [question] : []),
    `  <label>${text.message} <textarea name="message" required></textarea></label>`,
    `  <input name="website" hidden>`,
    `  <label><input name="news" type="checkbox"> ${escaped(wording.text)}</label>`,
    `  <input name="wording" type="hidden" value="${wording.version}">`,
    `  <button>${text.send}</button>`,
    `</form>`
  ].join('\n')
}

/** The page escapes the code once to show it; the answers stand in it as text of the firm's own page. */
function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
