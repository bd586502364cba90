import type { Child } from 'hono/jsx'
import { Framed } from '#src/web/layout.tsx'
import type { View } from '#src/web/view.ts'
import { Head } from './head.tsx'
import type { IconName } from './icon.tsx'
import { Empty, Sheet } from './sheet.tsx'

/** A page that is one list, or says what the list is for while there is nothing in it. */
export function ListPage({ view, title, lead, back, none, isEmpty, below, children }: ListPageProps) {
  return (
    <Framed view={view} title={title}>
      <Head title={title} lead={lead} back={back} />
      <Sheet flush>
        {isEmpty ? (
          <Empty icon={none.icon} title={none.title}>
            <p>{none.text}</p>
          </Empty>
        ) : (
          <ul class="rows">{children}</ul>
        )}
      </Sheet>
      {below}
    </Framed>
  )
}

interface ListPageProps {
  view: View
  title: string
  lead: string
  back: { href: string; label: string }
  none: { icon: IconName; title: string; text: string }
  isEmpty: boolean
  /** What stands under the list: paging, a form that adds to it. */
  below?: Child
  children?: Child
}
