import { execFileSync } from 'node:child_process'
import { beforeAll, expect, test } from 'vitest'
import { audit } from '#src/team/audit-store.ts'
import { NAMED_KINDS } from '#src/web/pages/journal-words.ts'
import { auditText } from '#src/web/text/audit.ts'
import { addMailbox, CLAIRE, receive } from './shop.ts'
import { OWNER, ownedWorld, type TestWorld, type Visitor } from './world.ts'

/** The journal reads as sentences: names instead of ids, words instead of keys, in the reader's language. */

let world: TestWorld
let owner: Visitor
let at: Date
let who: { id: string }
let claire: { id: string }
let thread: { id: string }

beforeAll(async () => {
  ;({ world, owner } = await ownedWorld())
  await addMailbox(world)
  await receive(world, CLAIRE)
  at = new Date('2026-11-24T09:00:00Z')
  who = await world.db.member.findFirstOrThrow()
  claire = await world.db.client.findFirstOrThrow({ where: { name: 'Claire Morel' } })
  thread = await world.db.thread.findFirstOrThrow({ where: { subject: 'Lampe en laiton' } })
})

const plain = (html: string) =>
  html
    .slice(html.indexOf('<main'), html.indexOf('id="toasts"'))
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/[\s\u00a0\u202f]+/g, ' ')

async function journal(language: 'fr' | 'en') {
  await world.db.member.update({ where: { id: who.id }, data: { language } })
  return owner.text('/settings/audit')
}

test('every kind of thing that lines are about has a name', () => {
  const found = execFileSync(
    'grep',
    ['-rhoE', "subject(: |\\s=\\s)\\{ kind: '[a-z-]+', id|kind: '[a-z-]+', id: [a-z]", 'src'],
    {
      encoding: 'utf8'
    }
  )
  const kinds = new Set([...found.matchAll(/kind: '([^']+)'/g)].map(([, kind = '']) => kind))
  expect(kinds.size).toBeGreaterThan(15)
  const actors = ['api', 'system', 'keyword']
  expect([...kinds].filter((kind) => ![...actors, ...NAMED_KINDS].includes(kind))).toEqual([])
})

test('a line names who, what and whom, leads there, and tells what changed in words', async () => {
  const by = { kind: 'member', id: who.id } as const
  const subject = { kind: 'thread', id: thread.id }
  await audit(world.db, {
    at,
    by,
    action: 'thread.owner',
    subject,
    before: { ownerId: null },
    after: { ownerId: who.id }
  })
  await audit(world.db, {
    at,
    by,
    action: 'client.tag',
    subject: { kind: 'client', id: claire.id },
    after: { tag: 'ami' }
  })
  const acts = [
    { name: 'vip', value: '', state: 'done' },
    { name: 'rappel', value: 'bientôt', state: 'refused' }
  ]
  const mail = thread.id
  await audit(world.db, {
    at,
    by: { kind: 'keyword', id: who.id },
    action: 'keywords.obey',
    subject,
    after: { acts, mail, answer: '' },
    reason: `mail ${mail}: it lies in our own Sent folder`
  })
  const french = await journal('fr')
  expect(french).toContain(`<a href="/threads/${thread.id}">Lampe en laiton</a>`)
  expect(french).toContain(`<a href="/clients/${claire.id}">Claire Morel</a>`)
  const words = plain(french)
  expect(words).toContain(`${OWNER.name} a confié un fil : Lampe en laiton`)
  expect(words).toContain(`responsable : ${OWNER.name}`)
  expect(words).toContain('#vip, #rappel bientôt (refusé)')
  expect(words).not.toContain('Sent folder')
  expect(plain(await journal('en'))).toContain(`${OWNER.name} handed a thread over: Lampe en laiton`)
})

test('costs are told with their decimals, to the owner alone; others hear which were changed', async () => {
  await world.db.member.updateMany({ data: { language: 'fr' } })
  await owner.send('/settings/costs', { 'costs.call': '77,5', 'costs.mail': '0,04' }, '/settings/costs')
  const told = await journal('fr')
  expect(plain(told)).toContain('Un appel : 0 → 77,5')
  expect(plain(told)).toContain('0 → 0,04')
  const line = await world.db.auditEntry.findFirstOrThrow({ where: { action: 'settings.change' } })
  expect(told).toContain(`/acts/${line.id}/undo`)
  await world.db.member.updateMany({ data: { role: 'member' } })
  try {
    const others = await journal('fr')
    expect(plain(others)).toContain('Un appel')
    expect(plain(others)).not.toContain('77,5')
    expect(others).not.toContain(`/acts/${line.id}/undo`)
  } finally {
    await world.db.member.updateMany({ data: { role: 'owner' } })
  }
})

const BY_NAME = ['address', 'campaign', 'domain', 'field', 'file', 'letter', 'tag']

test.each(['fr', 'en'] as const)('no line shows an id, a key or the name of an act, in %s', async (language) => {
  await world.db.auditEntry.deleteMany()
  const gone = '11111111-2222-4333-8444-555555555555'
  const side = {
    name: 'Atelier',
    ownerId: gone,
    role: 'owner',
    state: 'paused',
    suppressions: [gone],
    entry: gone,
    outgoing: gone,
    condition: { kind: 'always' },
    kind: 'call',
    client: gone,
    'firm.colour': '#123456',
    'contact.open': true,
    unknownKey: 'x'
  }
  const kinds = [...NAMED_KINDS]
  for (const [place, action] of Object.keys(auditText.fr.actions).entries()) {
    for (const kind of [kinds[place % kinds.length] ?? '', action.split('.')[0] ?? '']) {
      const by = { kind: 'system', id: 'webhooks' } as const
      const sides = { before: { tag: 'a' }, after: { ...side, action: 'client.tag', line: gone } }
      const id = BY_NAME.includes(kind) ? 'birthday' : gone
      // What a person gave as the reason is told; what the program notes is not.
      const reason = action === 'follow-up.skip' ? 'appelée ce matin' : 'an English sentence'
      await audit(world.db, { at, by, action, subject: { kind, id }, ...sides, reason })
    }
  }
  let path: string | undefined = '/settings/audit'
  await world.db.member.update({ where: { id: who.id }, data: { language } })
  const pages: string[] = []
  while (path !== undefined) {
    const html: string = await owner.text(path)
    pages.push(plain(html))
    path = /href="(\/settings\/audit\?after=[^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&')
  }
  const words = pages.join(' ')
  expect(pages.length).toBeGreaterThan(1)
  expect(words).not.toContain('unknownKey')
  expect(words).not.toContain(gone)
  expect(words).not.toContain('English sentence')
  expect(words).not.toMatch(/\b(?:true|false|ownerId|suppressions|undefined)\b/)
  expect(words.match(/\b[a-z]+\.[a-z]+(?:-[a-z]+)?\b/g) ?? []).toEqual([])
})

test('offers to take back what taking back would do something about, and nothing else', async () => {
  const path = `/threads/${thread.id}`
  const offered = async () => {
    const page = await owner.text('/settings/audit')
    return new Set([...page.matchAll(/action="\/acts\/([^"]+)\/undo"/g)].map(([, line = '']) => line))
  }
  const done = async (to: string, fields: Record<string, string>) => {
    const before = new Set((await world.db.auditEntry.findMany({ select: { id: true } })).map(({ id }) => id))
    await owner.send(to, fields, path)
    const lines = await world.db.auditEntry.findMany({ select: { id: true } })
    return lines.find(({ id }) => !before.has(id))?.id ?? 'no line'
  }
  const answered = (key: string, text: string) => done(`${path}/answers`, { key, text })
  const [help, note] = [await answered('a key for help', '#aide'), await answered('a key for a note', '#note laiton')]
  const tagged = await done(`${path}/tags`, { tag: 'salon', action: 'add' })
  const closed = await done(`${path}/closure`, {})
  const given = await done(`${path}/owner`, { owner: who.id })
  expect(await done(`${path}/owner`, { owner: who.id })).toBe('no line')
  const now = await offered()
  expect([help, note, tagged, closed, given].map((line) => now.has(line))).toEqual([false, true, true, true, true])
  expect((await owner.send(`/acts/${note}/undo`, {}, path)).status).toBe(303)
  expect((await owner.send(`/acts/${tagged}/undo`, {}, path)).status).toBe(303)
  expect((await owner.send(`/acts/${tagged}/undo`, {}, path)).status).toBe(422)
  await done(`${path}/reopening`, {})
  const later = await offered()
  expect([note, tagged, closed, given].map((line) => later.has(line))).toEqual([false, false, false, true])
  const other = await world.db.thread.create({
    data: { subject: 'Autre fil', firstAt: at, lastAt: at, mergedIntoId: null }
  })
  await world.db.thread.update({ where: { id: thread.id }, data: { mergedIntoId: other.id } })
  expect((await offered()).has(given)).toBe(false)
  expect((await owner.send(`/acts/${given}/undo`, {}, '/settings/audit')).status).toBe(422)
  await world.db.thread.update({ where: { id: thread.id }, data: { mergedIntoId: null } })
})
