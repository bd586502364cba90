import { page } from '#src/web/answer.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Icon, type IconName } from '#src/web/components/icon.tsx'
import { Badge } from '#src/web/components/sheet.tsx'
import { Framed } from '#src/web/layout.tsx'
import { get, type Route } from '#src/web/route.ts'
import { settingsText } from '#src/web/text/settings.ts'
import type { Visit } from '#src/web/world.ts'

/** Where each setting is found. */
export const settingsPages: Route[] = [get('/settings', 'member', showSettings)]

interface Card {
  name: string
  href: string
  icon: IconName
  isForOwner?: boolean
}

const CARDS: Card[] = [
  { name: 'mailboxes', href: '/settings/mailboxes', icon: 'letters' },
  { name: 'team', href: '/settings/team', icon: 'people' },
  { name: 'firm', href: '/settings/firm', icon: 'pin', isForOwner: true },
  { name: 'costs', href: '/settings/costs', icon: 'chart', isForOwner: true },
  { name: 'words', href: '/settings/words', icon: 'tag', isForOwner: true },
  { name: 'look', href: '/settings/look', icon: 'star', isForOwner: true },
  { name: 'consent', href: '/settings/consent', icon: 'shield', isForOwner: true },
  { name: 'contact', href: '/settings/contact', icon: 'hand', isForOwner: true },
  { name: 'fields', href: '/settings/fields', icon: 'note', isForOwner: true },
  { name: 'import', href: '/settings/import', icon: 'upload', isForOwner: true },
  { name: 'data', href: '/settings/data', icon: 'download', isForOwner: true },
  { name: 'tokens', href: '/settings/tokens', icon: 'key', isForOwner: true },
  { name: 'webhooks', href: '/settings/webhooks', icon: 'out', isForOwner: true },
  { name: 'audit', href: '/settings/audit', icon: 'note' },
  { name: 'account', href: '/account', icon: 'person' }
]

function showSettings(visit: Visit) {
  const { view } = visit.var
  const text = settingsText[view.language]
  const isOwner = view.member?.role === 'owner'
  return page(
    visit,
    <Framed view={view} title={text.title}>
      <Head title={text.title} lead={text.lead} />
      <ul class="grid">
        {CARDS.map((card) => (
          <li class="sheet card">
            <Icon name={card.icon} />
            <h2>
              {card.isForOwner && !isOwner ? text.cards[card.name] : <a href={card.href}>{text.cards[card.name]}</a>}
            </h2>
            <p class="soft small">{text.cardTexts[card.name]}</p>
            {card.isForOwner && !isOwner ? <Badge>{text.ownerOnly}</Badge> : null}
          </li>
        ))}
      </ul>
    </Framed>
  )
}
