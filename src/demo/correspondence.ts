import { seededRandom } from '#src/platform/random.ts'
import type { Random } from '#src/platform/random.ts'
import { ENGLISH_STORIES, LAMPS, STORIES, appointment, question } from './letters.ts'
import type { Story, Turn } from './letters.ts'
import { eml } from './eml.ts'
import type { DemoMail } from './eml.ts'
import { CLIENTS, MACHINES, MEMBERS, NEWCOMERS, SHOP } from './people.ts'
import type { Person } from './people.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const HISTORY_DAYS = 730
/** Newcomers have written this lately. */
const UNANSWERED_DAYS = 20
/** One arrival in so many is from a newcomer. */
const NEWCOMER_EVERY = 4
const PLACES = [
  'notre salon',
  "l'entrée",
  'la chambre de notre fille',
  'la réception',
  'notre cuisine',
  'la bibliothèque'
]

/**
 * Two years of the shop's mail up to `anchor`, the same for the same anchor: clients who ask, order, thank and complain;
 * newsletters, machines, a mailing list, absences, bounces, colleagues.
 * @param anchor milliseconds since 1970; nothing is later
 * @returns in order of date
 */
export function correspondence(anchor: number): DemoMail[] {
  const random = seededRandom(20_240_229)
  const stories = CLIENTS.flatMap((client, index) => storiesOf(client, index, anchor, random))
  const mails = [
    ...stories,
    ...firstMails(anchor),
    ...machineMails(anchor),
    ...listMails(anchor),
    ...colleagueMails(anchor),
    ...returned(anchor)
  ]
  return mails.filter(({ at }) => at <= anchor).sort((a, b) => a.at - b.at)
}

/**
 * What arrives while the demonstration runs: an endless succession, the same for the same start.
 * @param start milliseconds since 1970
 */
export function* arrivals(start: number): Generator<Omit<DemoMail, 'at'>> {
  const random = seededRandom(start % 1_000_003)
  for (let number = 0; ; number += 1) {
    const client = oneOf(random, number % NEWCOMER_EVERY === 2 ? NEWCOMERS : CLIENTS)
    const [first] = tell(oneOf(random, storiesFor(client)), {
      client,
      at: start,
      key: `live-${start}-${number}`,
      random
    })
    if (first) yield first
  }
}

function storiesOf(client: Person, index: number, anchor: number, random: Random): DemoMail[] {
  // A few write every month, most once or twice a year: as in any shop.
  const count = 1 + Math.floor(8 * fraction(random) ** 3)
  return Array.from({ length: count }, (_, number) => {
    const at = atWorkingHour(anchor - fraction(random) * HISTORY_DAYS * DAY_MS, random)
    return tell(oneOf(random, storiesFor(client)), { client, at, key: `${index}-${number}`, random })
  }).flat()
}

/** What newcomers wrote, with no answer yet. */
function firstMails(anchor: number): DemoMail[] {
  const random = seededRandom(20_250_301)
  return NEWCOMERS.flatMap((client, index) => {
    const at = atWorkingHour(anchor - (index + 1) * (UNANSWERED_DAYS / NEWCOMERS.length) * DAY_MS, random)
    return tell(oneOf(random, [question, appointment]), { client, at, key: `new-${index}`, random }).slice(0, 1)
  })
}

function storiesFor(client: Person) {
  return client.language === 'en' ? ENGLISH_STORIES : STORIES
}

interface Telling {
  client: Person
  at: number
  key: string
  random: Random
}

function tell(
  story: (details: Parameters<(typeof STORIES)[0]>[0]) => Story,
  { client, at, key, random }: Telling
): DemoMail[] {
  const product = oneOf(random, LAMPS)
  const order = `AL-${1000 + Math.floor(fraction(random) * 9000)}`
  const amount = `${(product.cents / 100).toFixed(2).replace('.', ',')} €`
  const { subject, turns } = story({ client, product: product.name, amount, order, place: oneOf(random, PLACES) })
  const mails: DemoMail[] = []
  let time = at
  for (const [position, turn] of turns.entries()) {
    time += turn.afterHours * HOUR_MS
    mails.push(turnMail(turn, { client, key: `${key}-${position}`, subject, earlier: mails, at: time, random }))
  }
  return mails
}

interface TurnContext {
  client: Person
  key: string
  subject: string
  earlier: DemoMail[]
  at: number
  random: Random
}

function turnMail(turn: Turn, { client, key, subject, earlier, at, random }: TurnContext): DemoMail {
  const parent = earlier.at(-1) ?? null
  const member = oneOf(random, MEMBERS)
  const isOurs = turn.by === 'shop'
  const shop = { name: SHOP.name, address: SHOP.address }
  const text = isOurs ? `${turn.text}\n\n--\n${member.name}\n${SHOP.name}, ${SHOP.postalAddress}` : turn.text
  return {
    ...plainMail,
    folder: isOurs ? 'Sent' : 'INBOX',
    from: isOurs ? shop : client,
    to: [isOurs ? client : shop],
    subject: parent ? `Re: ${subject}` : subject,
    text: parent ? `${text}\n\n${quoted(parent)}` : text,
    at,
    messageId: `${key}@${(isOurs ? SHOP.address : client.address).split('@')[1]}`,
    inReplyTo: parent?.messageId ?? null,
    references: earlier.map(({ messageId }) => messageId)
  }
}

const plainMail = { headers: [], attachment: null, body: null, inReplyTo: null, references: [] }

function quoted(parent: DemoMail): string {
  const day = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Europe/Paris' })
  const lines = parent.text.split('\n').map((line) => `> ${line}`)
  return `Le ${day.format(parent.at)}, ${parent.from.name} <${parent.from.address}> a écrit :\n${lines.join('\n')}`
}

function machineMails(anchor: number): DemoMail[] {
  const newsletters = MACHINES.newsletters.flatMap((from, which) =>
    every(anchor, 30 + 10 * which, (at, number) => ({
      ...machineMail(from, at, `n${which}-${number}`),
      subject: `${from.name}, n° ${number + 1}`,
      text: `Les nouveautés du mois.\n\nPour ne plus recevoir cette lettre : https://lettres.example/stop`,
      headers: ['List-Unsubscribe: <https://lettres.example/stop>', 'Precedence: bulk']
    }))
  )
  const notices = MACHINES.services.flatMap((from, which) =>
    every(anchor, 11 + 6 * which, (at, number) => ({
      ...machineMail(from, at, `s${which}-${number}`),
      subject: which === 0 ? 'Votre colis est en chemin' : 'Votre relevé est disponible',
      text: 'Ceci est un message automatique, merci de ne pas y répondre.',
      headers: ['Auto-Submitted: auto-generated']
    }))
  )
  return [...newsletters, ...notices]
}

function listMails(anchor: number): DemoMail[] {
  const { list } = MACHINES
  return every(anchor, 24, (at, number) => ({
    ...machineMail(list, at, `l-${number}`),
    from: { name: `Voisin ${1 + (number % 5)}`, address: `voisin${1 + (number % 5)}@quartier.example` },
    to: [{ name: list.name, address: list.address }],
    subject: '[artisans] Fête du quartier',
    text: 'Qui tient le stand samedi ?',
    headers: [`List-Id: <${list.id}>`, `List-Post: <mailto:${list.address}>`, 'Precedence: list']
  }))
}

/** Colleagues write to each other, and steer by keywords. */
function colleagueMails(anchor: number): DemoMail[] {
  return every(anchor, 18, (at, number) => {
    const member = MEMBERS[number % MEMBERS.length] ?? SHOP
    return {
      ...machineMail(member, at, `c-${number}`),
      subject: 'Vitrine de la semaine',
      text: `On met les nouvelles suspensions devant ?\n\n${member.name}`
    }
  })
}

/** A mail that came back, and a client who is away: neither is a client writing. */
function returned(anchor: number): DemoMail[] {
  const bounces = every(anchor, 90, (at, number) => {
    const lost = `ancien.client${number}@fermee.example`
    const content = bounceReport(lost, `lost-${number}@${SHOP.domain}`)
    return {
      ...machineMail(
        { name: 'Mail Delivery System', address: 'mailer-daemon@atelier-lumen.example' },
        at,
        `b-${number}`
      ),
      subject: 'Undelivered Mail Returned to Sender',
      headers: ['Auto-Submitted: auto-replied'],
      body: { type: 'multipart/report; report-type=delivery-status; boundary="report"', content }
    }
  })
  const absences = every(anchor, 60, (at, number) => {
    const client = CLIENTS[(number * 5) % CLIENTS.length] ?? SHOP
    return {
      ...machineMail(client, at, `a-${number}`),
      subject: 'Absence du bureau',
      text: 'Bonjour,\n\nJe suis absent et de retour dans deux semaines.',
      headers: ['Auto-Submitted: auto-replied']
    }
  })
  return [...bounces, ...absences]
}

/** The delivery report (RFC 3464) that a server sends when an address does not exist. */
export function bounceReport(lostAddress: string, originalMessageId: string): string {
  return `--report
Content-Type: text/plain; charset=us-ascii

The mail could not be delivered to <${lostAddress}>: 550 5.1.1 no such user.

--report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.atelier-lumen.example

Final-Recipient: rfc822; ${lostAddress}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--report
Content-Type: text/rfc822-headers

Message-ID: <${originalMessageId}>
From: ${SHOP.address}
To: ${lostAddress}
Subject: Nos horaires

--report--
`
}

function machineMail(from: { name: string; address: string }, at: number, key: string): DemoMail {
  return {
    ...plainMail,
    folder: 'INBOX',
    from,
    to: [{ name: SHOP.name, address: SHOP.address }],
    subject: '',
    text: '',
    at,
    messageId: `${key}@${from.address.split('@')[1]}`
  }
}

function every(anchor: number, days: number, make: (at: number, number: number) => DemoMail): DemoMail[] {
  const count = Math.floor(HISTORY_DAYS / days)
  return Array.from({ length: count }, (_, number) =>
    make(anchor - (count - number) * days * DAY_MS + 5 * HOUR_MS, number)
  )
}

function atWorkingHour(at: number, random: Random): number {
  const midnight = at - (at % DAY_MS)
  return midnight + (7 + fraction(random) * 10) * HOUR_MS
}

/** All of it as raw mails, for the mail server. */
export function rawMails(anchor: number): { folder: DemoMail['folder']; raw: string; at: number }[] {
  return correspondence(anchor).map((mail) => ({ folder: mail.folder, raw: eml(mail), at: mail.at }))
}

function fraction(random: Random): number {
  const STEPS = 1_000_000
  return random.below(STEPS) / STEPS
}

function oneOf<T>(random: Random, of: readonly T[]): T {
  const drawn = of[random.below(of.length)]
  if (drawn === undefined) throw new RangeError('there is nothing to choose from')
  return drawn
}
