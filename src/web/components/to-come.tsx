import { Sheet } from './sheet.tsx'

interface ToComeProps {
  /** Of the part of the page that it stands for. */
  id: string
  /** Where that part is. */
  address: string
  says: string
  link: string
}

/** Stands for a part that takes too long for its page, and asks for it once the page is there; without JavaScript a link leads to it. */
export function ToCome({ id, address, says, link }: ToComeProps) {
  return (
    <div id={id} hx-get={address} hx-trigger="load" hx-select={`#${id}`} hx-target="this" hx-swap="outerHTML">
      <Sheet>
        <div class="stack tight">
          <p class="soft" role="status">
            {says}
          </p>
          <noscript>
            <a href={address}>{link}</a>
          </noscript>
        </div>
      </Sheet>
    </div>
  )
}
