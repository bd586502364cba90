import { dryRunText } from '#src/web/text/dry-run.ts'
import type { View } from '#src/web/view.ts'

/** One of our letters in a screen's width and in a phone's, and as text. @param src answered by letterResponse */
export function MailFrames({ view, src, text: plain }: { view: View; src: string; text: string }) {
  const text = dryRunText[view.language]
  return (
    <div class="stack wide">
      <div class="two-mails">
        <section class="stack tight">
          <h2>{text.onScreen}</h2>
          <div class="scroll-x" tabindex={0} role="region" aria-label={text.onScreen}>
            <iframe
              class="mail-frame screen"
              src={src}
              title={text.onScreen}
              sandbox=""
              referrerpolicy="no-referrer"
            ></iframe>
          </div>
        </section>
        <section class="stack tight">
          <h2>{text.onPhone}</h2>
          <iframe
            class="mail-frame phone"
            src={src}
            title={text.onPhone}
            sandbox=""
            referrerpolicy="no-referrer"
            loading="lazy"
          ></iframe>
        </section>
      </div>
      <details class="opens">
        <summary>{text.asText}</summary>
        <p class="prewrap">{plain}</p>
      </details>
    </div>
  )
}
