import { frameText } from '#src/web/text/frame.ts'
import type { View } from '#src/web/view.ts'
import { Sheet } from './sheet.tsx'

interface ToComeProps {
  view: Pick<View, 'language'>
  /** Of the part of the page that it stands for. */
  id: string
  /** Where that part is. */
  address: string
  says: string
  link: string
}

/**
 * Stands for a part that takes too long for its page, and asks for it once the page is there; without JavaScript a link leads to
 * it. Where the request fails, public/page.js shows the sentence that says so, with a link that tries again.
 */
export function ToCome({ view, id, address, says, link }: ToComeProps) {
  const text = frameText[view.language]
  return (
    <div id={id} hx-get={address} hx-trigger="load" hx-select={`#${id}`} hx-target="this" hx-swap="outerHTML">
      <Sheet>
        <div class="stack tight">
          <p class="soft" role="status" data-while-coming>
            {says}
          </p>
          <div class="stack tight" role="alert" data-when-failed hidden>
            <p>{text.comesNot}</p>
            <p>
              <a class="button" href={address}>
                {text.tryAgain}
              </a>
            </p>
          </div>
          <noscript>
            <a href={address}>{link}</a>
          </noscript>
        </div>
      </Sheet>
    </div>
  )
}

/** The same for a few words within a line, of a part that asks for itself. */
export function WordsToCome({ view, address, says, link }: Omit<ToComeProps, 'id'>) {
  const text = frameText[view.language]
  return (
    <span class="soft">
      <span data-while-coming>
        {says}
        <noscript>
          {' '}
          <a href={address}>{link}</a>
        </noscript>
      </span>
      <span data-when-failed hidden>
        {text.comesNot} <a href={address}>{text.tryAgain}</a>
      </span>
    </span>
  )
}
