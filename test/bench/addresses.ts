import { randomUUID } from 'node:crypto'
import { saveDefinition } from '#src/campaigns/campaign-store.ts'
import { Definition, type DefinitionInput } from '#src/campaigns/definition.ts'
import { READY_MADE } from '#src/campaigns/readymade.ts'
import type { Condition } from '#src/insights/condition.ts'
import { REPORTS } from '#src/insights/reports/table.ts'
import { saveSegment } from '#src/insights/segment-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import { writeSettings } from '#src/platform/setting-store.ts'
import { invitationLink } from '#src/web/accounts/admission.ts'
import { sha256 } from '#src/web/api/token.ts'
import { insertSubmission } from '#src/web/contact/submission-store.ts'
import { addImport } from '#src/web/importing/import-store.ts'
import { replaceCalendar } from '#src/web/feeds/calendar-store.ts'
import { saveLogo } from '#src/web/public/look-store.ts'
import { insertEndpoint } from '#src/web/webhooks/endpoint-store.ts'
import type { World } from '#src/web/world.ts'
import { OWNER } from '#test/web/world.ts'

/** What addresses are made of. */
export interface Known {
  /** With whom there was something last, and with whom the most. */
  clients: { latest: string; busiest: string; example: string }
  thread: string
  mail: string
  company: string
  segments: { id: string; name: string }[]
  campaigns: string[]
  mailbox: string
  webhook: string
  /** A file that was imported. */
  imported: string
  /** Of a mail that was sent to a client; the others of their own kind. */
  tokens: { link: string; calendar: string; welcome: string; contact: string }
  logo: string
}

/** A visit to be timed. */
export interface Address {
  path: string
  /** Why it may take longer than a page: a page that stands already asks for it, or somebody presses a button. */
  apart?: string
}

const later = (path: string): Address => ({ path, apart: 'follows once the page stands' })
const pressed = (path: string): Address => ({ path, apart: 'reckoned anew, by its own button' })
const pages = (...paths: string[]): Address[] => paths.map((path) => ({ path }))

/** A page, and the same with what it leaves for later. */
const withCounts = (path: string): Address[] => [{ path }, later(`${path}${path.includes('?') ? '&' : '?'}counted=1`)]

const CLIENT_LISTS = [
  'order=name',
  'order=value',
  'q=ma',
  'q=martin',
  'q=tissu',
  'tag=vip',
  'q=client4711',
  'tier=A',
  'state=suggested'
]

/** A period of a report's own, as the form under it asks for it. */
const PERIOD = 'from=2026-01-01&to=2026-06-30'

/**
 * What of each page is visited, by the page's line in the table of routes. A line that is missing here fails the bench and a
 * test: `LEFT_OUT` says why one is not visited.
 */
export const ADDRESSES: Record<string, (known: Known) => Address[]> = {
  '/': () => pages('/'),
  '/clients': ({ segments, company }) => [
    ...pages('/clients', ...CLIENT_LISTS.map((query) => `/clients?${query}`), `/clients?company=${company}`),
    ...segments.flatMap(({ name }) => withCounts(`/clients?segment=${encodeURIComponent(name)}`))
  ],
  '/clients/new': () => pages('/clients/new'),
  '/clients/:id': ({ clients }) =>
    pages(...Object.values(clients).map((id) => `/clients/${id}`), `/clients/${clients.busiest}?show=mail`),
  '/clients/:id/edit': ({ clients }) => pages(`/clients/${clients.busiest}/edit`),
  '/clients/:id/fields': ({ clients }) => pages(`/clients/${clients.busiest}/fields`),
  '/clients/:id/merge': ({ clients }) =>
    pages(`/clients/${clients.busiest}/merge`, `/clients/${clients.busiest}/merge?q=martin`),
  '/clients/:id/erasure': ({ clients }) => pages(`/clients/${clients.busiest}/erasure`),
  '/segments': () => withCounts('/segments'),
  '/segments/new': ({ segments }) =>
    pages(
      '/segments/new',
      '/segments/new?tag=vip',
      ...segments.map(({ name }) => `/segments/new?segment=${encodeURIComponent(name)}`)
    ),
  '/segments/:id': ({ segments }) => pages(...segments.map(({ id }) => `/segments/${id}`)),
  '/threads': () => pages('/threads', '/threads?view=mine', '/threads?view=all', '/threads?view=all&q=tissu'),
  '/threads/:id': ({ thread }) => pages(`/threads/${thread}`),
  '/mails/:id/frame': ({ mail }) => pages(`/mails/${mail}/frame`),
  '/suggestions': () => pages('/suggestions'),
  '/campaigns': () => withCounts('/campaigns'),
  '/new-campaign': () => pages('/new-campaign'),
  '/campaigns/:name': ({ campaigns }) => campaigns.flatMap((name) => withCounts(`/campaigns/${name}`)),
  '/campaigns/:name/dry-run': ({ campaigns }) =>
    campaigns.flatMap((name) => [
      ...withCounts(`/campaigns/${name}/dry-run`),
      ...pages(`/campaigns/${name}/dry-run?day=2026-12-04`)
    ]),
  '/campaigns/:name/mail': ({ campaigns, clients }) =>
    campaigns.flatMap((name) => pages(`/campaigns/${name}/mail`, `/campaigns/${name}/mail?client=${clients.busiest}`)),
  '/campaigns/:name/mail/frame': ({ campaigns, clients }) =>
    // A nudge to the team tells of a thread, of which the example has none.
    pages(
      ...campaigns
        .filter((name) => name !== 'unanswered')
        .map((name) => `/campaigns/${name}/mail/frame?client=${clients.example}&step=1`)
    ),
  '/letters': () => pages('/letters'),
  '/letters/:name/:language': () => pages('/letters/birthday/fr', '/letters/private-sale/en'),
  '/letters/:name/:language/preview': () => pages('/letters/birthday/fr/preview', '/letters/private-sale/en/preview'),
  '/counter': () => pages('/counter'),
  '/coupons': () => pages('/coupons', '/coupons?state=valid', '/coupons?state=used', '/coupons?q=martin'),
  '/insights': () => pages('/insights', '/insights?period=month', '/insights?period=quarter'),
  '/insights/:report': ({ segments }) =>
    REPORTS.flatMap(({ name }) => [
      ...pages(
        `/insights/${name}`,
        `/insights/${name}?${PERIOD}`,
        `/insights/${name}?segment=${encodeURIComponent(segments[0]?.name ?? '')}`
      ),
      later(`/insights/${name}?${PERIOD}&fresh=1`),
      later(`/insights/${name}?segment=${encodeURIComponent(segments[0]?.name ?? '')}&fresh=1`),
      pressed(`/insights/${name}?fresh=1`)
    ]),
  '/settings': () => pages('/settings'),
  '/first-run/mailbox': () => pages('/first-run/mailbox'),
  '/first-run/reading': () => pages('/first-run/reading'),
  '/settings/mailboxes': () => pages('/settings/mailboxes'),
  '/settings/mailboxes/new': () => pages('/settings/mailboxes/new'),
  '/settings/mailboxes/:id': ({ mailbox }) => pages(`/settings/mailboxes/${mailbox}`),
  '/settings/team': () => pages('/settings/team'),
  '/settings/firm': () => pages('/settings/firm'),
  '/settings/costs': () => pages('/settings/costs'),
  '/settings/words': () => pages('/settings/words'),
  '/settings/consent': () => pages('/settings/consent'),
  '/settings/contact': () => pages('/settings/contact'),
  '/settings/look': () => pages('/settings/look'),
  '/firm/sample': () => pages('/firm/sample'),
  '/settings/import': () => pages('/settings/import', '/settings/import?kind=purchases'),
  '/settings/import/:id': ({ imported }) => pages(`/settings/import/${imported}`),
  '/settings/fields': () => pages('/settings/fields'),
  '/settings/data': () => pages('/settings/data'),
  '/settings/tokens': () => pages('/settings/tokens'),
  '/settings/webhooks': () => pages('/settings/webhooks'),
  '/settings/webhooks/:id': ({ webhook }) => pages(`/settings/webhooks/${webhook}`),
  '/settings/audit': () => pages('/settings/audit'),
  '/account': () => pages('/account'),
  '/account/calendar': () => pages('/account/calendar'),
  '/sign-in': () => pages('/sign-in'),
  '/sign-in/link/:token': () => pages('/sign-in/link/token'),
  '/sign-in/code': () => pages('/sign-in/code'),
  '/welcome/:token': ({ tokens }) => pages(`/welcome/${tokens.welcome}`),
  '/calendar/:file': ({ tokens }) => [
    { path: `/calendar/${tokens.calendar}.ics`, apart: 'read by a calendar program' }
  ],
  '/contact': () => pages('/contact'),
  '/contact/confirmation/:token': ({ tokens }) => pages(`/contact/confirmation/${tokens.contact}`),
  '/u/:token': ({ tokens }) => pages(`/u/${tokens.link}`),
  '/o/:token': ({ tokens }) => pages(`/o/${tokens.link}`),
  '/p/:token': ({ tokens }) => pages(`/p/${tokens.link}`),
  '/firm/style.css': () => pages('/firm/style.css'),
  '/firm/logo/:hash': ({ logo }) => pages(`/firm/logo/${logo}`)
}

/** What is no page. */
export const LEFT_OUT: Record<string, string> = {
  '/insights/:report/csv': 'a file to take away',
  '/settings/import/:id/refused.csv': 'a file to take away',
  '/settings/data/person': 'a file to take away',
  '/settings/data/files/:file': 'a file to take away',
  '/clients/:id/card.vcf': 'a file to take away',
  '/mails/:id/attachments/:part': 'comes from the mail server',
  '/threads/:id/answers': 'leads on to the thread',
  '/threads/:id/tags': 'leads on to the thread'
}

/** Such as owners make: some are found by an index, some ask about every client. */
const SEGMENTS: Record<string, Condition> = {
  Étiquetés: { kind: 'tag', is: ['vip'] },
  Fidèles: { kind: 'bought', atLeast: 3, period: { withinDays: 365 } },
  'En retard': { kind: 'late' },
  'À reprendre': {
    kind: 'all',
    of: [
      { kind: 'tier', is: ['A', 'B'] },
      { kind: 'last-purchase', period: { olderThanDays: 90 } }
    ]
  },
  'D’accord': { kind: 'consent', purpose: 'marketing', is: 'given' }
}

/** One for each trigger that no ready-made campaign has; a mailing goes to everybody. */
const CAMPAIGNS: Record<string, Pick<DefinitionInput, 'trigger'> & Partial<DefinitionInput>> = {
  mailing: { trigger: { kind: 'once', on: '2026-12-04' } },
  newcomers: { trigger: { kind: 'segment-entered', segment: 'Fidèles' } },
  wedding: { trigger: { kind: 'date-field', field: 'wedding', yearly: true } },
  'loyal-birthday': { trigger: { kind: 'birthday' }, audience: { kind: 'segment', name: 'Fidèles' } }
}

/** Makes what only people make, and finds what the addresses name. */
export async function known(world: World): Promise<Known> {
  const { db, clock } = world
  for (const [name, condition] of Object.entries(SEGMENTS)) await saveSegment(db, { name, condition }, 'bench')
  await writeSettings(db, { 'contact.open': true })
  for (const [name, own] of Object.entries(CAMPAIGNS)) {
    const definition = Definition.parse({
      purpose: 'marketing',
      steps: [{ template: 'private-sale' }],
      window: {},
      priority: 50,
      ...own
    })
    await saveDefinition(db, name, { definition, title: name, by: 'bench', now: clock.now() })
  }
  const latest = await db.interaction.findFirstOrThrow({ orderBy: { at: 'desc' } })
  const busiest = await db.clientAddress.findFirstOrThrow({ where: { address: 'client1@mail1.example' } })
  const example = await db.client.findFirstOrThrow({
    where: { state: 'active', birthdayYear: { not: null } },
    orderBy: { lastInteractionAt: { sort: 'desc', nulls: 'last' } }
  })
  const thread = await db.thread.findFirstOrThrow({ orderBy: { lastAt: 'desc' } })
  const mail = await db.message.findFirstOrThrow({ where: { html: { not: null } } })
  const sent = await db.followUp.findFirstOrThrow({ where: { state: 'sent' }, orderBy: { sentAt: 'desc' } })
  return {
    clients: { latest: latest.clientId, busiest: busiest.clientId, example: example.id },
    thread: thread.id,
    mail: mail.id,
    company: (await db.company.findFirstOrThrow()).id,
    segments: await db.segment.findMany({ select: { id: true, name: true }, orderBy: { name: 'asc' } }),
    campaigns: [...READY_MADE.map(({ name }) => name), ...Object.keys(CAMPAIGNS)],
    mailbox: (await db.mailbox.findFirstOrThrow()).id,
    webhook: await webhook(world),
    imported: await imported(world),
    tokens: { link: sent.linkToken, ...(await tokens(world)) },
    logo: await logo(world)
  }
}

async function imported({ db, clock }: World): Promise<string> {
  const id = randomUUID()
  const { id: memberId } = await db.member.findFirstOrThrow({ where: { email: OWNER.email } })
  const wishes = { map: [], keepAs: null, dates: null, source: 'import', createClients: false }
  const file = { kind: 'clients', form: 'table', fileName: 'clients.csv', size: 1000 } as const
  await addImport(db, { ...file, id, memberId, state: 'imported', wishes }, dateOf(clock.now()))
  return id
}

async function webhook({ db, clock }: World): Promise<string> {
  const id = randomUUID()
  const endpoint = {
    id,
    name: 'Caisse',
    url: 'https://caisse.example/maillon',
    events: ['client.created'],
    secret: '',
    createdBy: 'bench'
  }
  await insertEndpoint(db, { ...endpoint, createdAt: dateOf(clock.now()) })
  return id
}

async function tokens(world: World): Promise<Omit<Known['tokens'], 'link'>> {
  const { db, clock, random } = world
  const at = dateOf(clock.now())
  const { id: invitedBy } = await db.member.findFirstOrThrow({ where: { email: OWNER.email } })
  const welcome = await invitationLink(world, { email: 'nadia@boutique.example', role: 'member', invitedBy })
  const [calendar, contact] = [random.token(24), random.token(24)]
  await replaceCalendar(db, { memberId: invitedBy, tokenHash: sha256(calendar), at })
  await insertSubmission(db, {
    id: randomUUID(),
    at,
    address: 'nadia@example.org',
    answer: null,
    fact: 'profession',
    question: 'Êtes-vous architecte ?',
    wording: 'Je veux bien recevoir vos nouvelles.',
    confirmHash: sha256(contact)
  })
  return { welcome: welcome.split('/').at(-1) ?? '', calendar, contact }
}

async function logo({ db, clock }: World): Promise<string> {
  await saveLogo(db, { type: 'image/png', bytes: new Uint8Array(64 * 1024), at: dateOf(clock.now()) })
  return (await db.firmLogo.findUniqueOrThrow({ where: { id: 1 } })).hash
}
