import { beforeAll, expect, test } from 'vitest'
import { keywordsEffect } from '#src/keywords/obey.ts'
import { KEYWORDS } from '#src/keywords/table.ts'
import { writeSettings } from '#src/platform/setting-store.ts'
import { addMailbox, CLAIRE, receive, SHOP } from './shop.ts'
import { doneBy, ownedWorld, type TestWorld, type Visitor } from './world.ts'

/** Keywords in an answer that is written on the page of a thread. */

let world: TestWorld
let owner: Visitor
let claire: { id: string }
let thread: { id: string }

beforeAll(async () => {
  ;({ world, owner } = await ownedWorld())
  await addMailbox(world)
  await receive(world, CLAIRE)
  claire = await world.db.client.findFirstOrThrow({ where: { name: 'Claire Morel' } })
  thread = await world.db.thread.findFirstOrThrow({ where: { subject: 'Lampe en laiton' } })
})

const does = (path: string, fields: Record<string, string>, from: string) => doneBy(owner, { path, fields, from })

const path = () => `/threads/${thread.id}`
const tags = async () => (await world.db.threadTag.findMany({ orderBy: { tag: 'asc' } })).map(({ tag }) => tag)
const keys = Array.from({ length: 9 }, (_, at) => `an answer's key ${at}`)
const sentFor = (key: string | undefined) =>
  world.db.outgoingMail.findFirst({ where: { key: { startsWith: `page:${key}:` } } })
const newTextFor = async (key: string | undefined) => (await sentFor(key))?.text.split('\n\nLe ')[0]

test('is nothing where nothing of it can be seen', async () => {
  const { said } = await does(`${path()}/answers`, { key: 'a key of its own', text: '\u200b \u2060\ufeff' }, path())
  expect(said).toContain('Écrivez')
  expect(await sentFor('a key of its own')).toBeNull()
})

test('does what they say in the member’s name, takes them out of the text, and can be taken back', async () => {
  const [key = ''] = keys
  const text = '#vip\r\nBonjour,\r\nvoir le #12 et la #lampe\r\n\r\n#note aime le laiton #clos\r\n\r\n-- \r\nOdile'
  const { said, undo } = await does(`${path()}/answers`, { key, text }, path())
  expect(said?.replaceAll('\u00a0', ' ')).toBe(
    'Réponse en route.\nFait :\n– étiquette « vip » posée\n– note sur la fiche de Claire Morel\n– fil fermé'
  )
  expect(await newTextFor(key)).toBe('Bonjour,\nvoir le #12 et la #lampe\n\n-- \nOdile')
  expect(await tags()).toEqual(['vip'])
  const note = await world.db.interaction.findFirstOrThrow({ where: { source: 'keyword' } })
  const member = await world.db.member.findFirstOrThrow()
  expect(note).toMatchObject({ clientId: claire.id, body: 'aime le laiton', by: member.id })
  const page = await owner.text(path())
  expect(page).toContain('Bonjour,\nvoir le #12 et la #lampe')
  expect(page).not.toContain('&gt; Merci')
  const line = await world.db.auditEntry.findFirstOrThrow({ where: { action: 'keywords.obey' } })
  expect(line).toMatchObject({ actorKind: 'keyword', actor: member.id, subjectId: thread.id })
  expect((await owner.send(undo ?? 'no undo was offered', {}, '/account')).status).toBe(303)
  expect(await tags()).toEqual([])
  expect(await world.db.interaction.count({ where: { source: 'keyword' } })).toBe(0)
  expect((await world.db.thread.findUniqueOrThrow({ where: { id: thread.id } })).closedAt).toBeNull()
})

test('sent twice obeys once, and says the same again', async () => {
  const [, key = ''] = keys
  const answer = { key, text: 'Bien sûr.\n\n#note veut la grande' }
  const lines = await world.db.auditEntry.count()
  const first = await does(`${path()}/answers`, answer, path())
  const second = await does(`${path()}/answers`, answer, path())
  expect(second).toEqual(first)
  expect(await world.db.interaction.count({ where: { body: 'veut la grande' } })).toBe(1)
  expect(await world.db.auditEntry.count()).toBe(lines + 2)
})

test('that holds nothing else sends nothing, twice as once', async () => {
  const [, , key = ''] = keys
  const answer = { key, text: '#note ne pas rappeler' }
  const { said } = await does(`${path()}/answers`, answer, path())
  await does(`${path()}/answers`, answer, path())
  expect(said).toMatch(/^Rien n’est parti/)
  expect(await sentFor(key)).toBeNull()
  expect(await world.db.interaction.count({ where: { body: 'ne pas rappeler' } })).toBe(1)
})

test('is held back where one cannot be carried out: nothing leaves, nothing is done, the text is still there', async () => {
  const [, , , key = ''] = keys
  const text = 'Bonjour.\n\n#vip\n#rapel jeudi rappeler Claire\n#rappel bientôt'
  const held = await owner.send(`${path()}/answers`, { key, text }, path())
  const page = (await held.text()).replaceAll('\u00a0', ' ')
  expect(held.status).toBe(422)
  expect(page).toContain('#rapel jeudi rappeler Claire : mot-clé inconnu : vouliez-vous dire #rappel ?')
  expect(page).toContain('#rappel bientôt : commencez par la date')
  expect(page).toContain('Bonjour.\n\n#vip\n#rapel jeudi rappeler Claire\n#rappel bientôt</textarea>')
  expect(await sentFor(key)).toBeNull()
  expect(await tags()).toEqual([])
})

test('sent as it is keeps unknown words in the text, and takes refused ones out', async () => {
  const [, , , , key = ''] = keys
  const text = 'Bonjour.\n\n#vip #lampadaires\n#rappel bientôt'
  const { said } = await does(`${path()}/answers`, { key, text, as: 'written' }, path())
  expect(await newTextFor(key)).toBe('Bonjour.\n\n#lampadaires')
  expect(await tags()).toEqual(['vip'])
  expect(said).toContain('Pas fait')
})

test('is not obeyed again when its copy is read from the Sent folder', async () => {
  const [, , , , key = ''] = keys
  const sent = await sentFor(key)
  await receive(world, [
    {
      messageId: sent?.messageIdHeader ?? '',
      from: `La Boutique <${SHOP}>`,
      to: 'Claire Morel <claire@mail.example>',
      subject: 'Re: Lampe en laiton',
      inReplyTo: ['claire-2@mail.example'],
      headers: [{ name: 'from', value: `La Boutique <${SHOP}>` }],
      text: 'Bonjour.\n\n#lampadaires'
    }
  ])
  const { id: messageId } = await world.db.message.findFirstOrThrow({
    where: { messageIdHeader: sent?.messageIdHeader ?? '' }
  })
  const acts = await world.db.keywordAct.count()
  const payload = { messageId, fromOurSentFolder: true }
  const again = keywordsEffect({ clock: world.clock, fetchRaw: async () => null })
  await world.db.$transaction((tx) => again(payload, { tx, effect: { id: '', kind: 'keywords', key: '', attempt: 1 } }))
  expect(await world.db.keywordAct.count()).toBe(acts)
})

test('reads none in what is quoted or below the signature', async () => {
  const [, , , , , key = ''] = keys
  const text = 'Bonjour.\n> #urgent\n-- \nOdile\n#soldes'
  await does(`${path()}/answers`, { key, text }, path())
  expect(await newTextFor(key)).toBe(text)
})

test('is introduced in the client’s language, whatever that of the member who answers', async () => {
  const quotation = async (key: string) => {
    await does(`${path()}/answers`, { key, text: 'Hello.' }, path())
    return (await sentFor(key))?.text.split('\n')[2]
  }
  await world.db.member.updateMany({ data: { language: 'en' } })
  expect(await quotation('quoted for whom 1')).toMatch(/^Le lundi 23 novembre 2026.*, Claire Morel a écrit\u00a0:$/)
  await world.db.message.updateMany({ data: { language: null } })
  await world.db.client.update({ where: { id: claire.id }, data: { language: 'en' } })
  await world.db.member.updateMany({ data: { language: 'fr' } })
  expect(await quotation('quoted for whom 2')).toMatch(/^On Monday.*23 November 2026.*, Claire Morel wrote:$/)
  await world.db.client.update({ where: { id: claire.id }, data: { language: null } })
  expect(await quotation('quoted for whom 3')).toMatch(/^Le lundi/)
})

test.each([
  ['in the middle', 'Bonjour,\n#note mauvais payeur\nCordialement,\nNora', '– #note mauvais payeur'],
  ['between empty lines', 'Bonjour,\n\n#note mauvais payeur\n\nÀ bientôt', '– #note mauvais payeur'],
  ['too long to be one', `Bonjour\n\n#note ${'payeur '.repeat(200)}`, '– #note payeur payeur'],
  ['with a space after the hash', 'Bonjour\n\n# note mauvais payeur', '– # note mauvais payeur'],
  ['after a bullet', 'Bonjour\n\n- #note mauvais payeur', '– - #note mauvais payeur'],
  ['with a wide hash', 'Bonjour\n＃note mauvais payeur\nMerci', '– ＃note mauvais payeur'],
  ['with a slip', 'Bonjour\n#rapel jeudi\nMerci', '– #rapel jeudi'],
  ['by a synonym of theirs', 'Bonjour\n#memo mauvais payeur\nMerci', '– #memo mauvais payeur'],
  ['of a tag of theirs', 'Bonjour\n#grincheux\nMerci', '– #grincheux'],
  ['below the signature', 'Bonjour\n-- \nNora\n#note mauvais payeur', '– #note mauvais payeur'],
  ['after as many as are read', `${'#vip\n'.repeat(20)}#note mauvais payeur\nMerci`, '– #note mauvais payeur']
])('a keyword line %s holds the answer back, and nothing is done', async (where, text, shown) => {
  const key = `astray ${where}`
  await writeSettings(world.db, { 'keywords.tags': ['grincheux', 'vip'], 'keywords.synonyms': { memo: 'note' } })
  const acts = await world.db.keywordAct.count()
  const held = await owner.send(`${path()}/answers`, { key, text }, path())
  expect(held.status).toBe(422)
  const page = await held.text()
  expect(page).toContain(shown)
  expect(page).toContain('tout en haut du message ou tout en bas')
  expect(page).toContain(`${text.trim()}</textarea>`)
  expect(await sentFor(key)).toBeNull()
  expect(await world.db.keywordAct.count()).toBe(acts)
  await does(`${path()}/answers`, { key, text, as: 'written' }, path())
  expect((await sentFor(key))?.text).toContain(shown.slice(2))
})

test('that is too long says so and keeps what was written; loaded anew its address is the thread', async () => {
  const text = 'x'.repeat(50_001)
  const held = await owner.send(`${path()}/answers`, { key: 'a long answer', text }, path())
  const page = await held.text()
  expect(page).toContain('Votre réponse est trop longue')
  expect(page).toContain(`${text}</textarea>`)
  expect((await owner.ask(`${path()}/answers`)).headers.get('Location')).toBe(`${path()}#answer`)
})

test('can go to whoever got only an automatic letter of ours', async () => {
  await receive(world, [
    {
      messageId: 'letter@boutique.example',
      from: `La Boutique <${SHOP}>`,
      to: 'Claire Morel <claire@mail.example>',
      subject: 'Votre anniversaire',
      headers: [{ name: 'from', value: `La Boutique <${SHOP}>` }],
      kind: 'automatic',
      text: 'Bon anniversaire !'
    }
  ])
  const letter = await world.db.message.findFirstOrThrow({ where: { subject: 'Votre anniversaire' } })
  expect(await owner.text(`/threads/${letter.threadId}`)).toContain('Votre réponse à Claire Morel')
})

test.each([
  ['a mail', 'Bien sûr, samedi.', 'Bien sûr, samedi à 10 h.'],
  ['keywords alone', '#note veut un reçu', 'Bonjour, voici le reçu.\n\n#note veut un reçu']
])('another text under the form of %s is neither lost nor sent unasked', async (what, first, second) => {
  const key = `one form of ${what}`
  const mails = () => world.db.outgoingMail.count({ where: { purpose: 'reply' } })
  await does(`${path()}/answers`, { key, text: first }, path())
  await does(`${path()}/answers`, { key, text: first }, path())
  const [sent, acts] = [await mails(), await world.db.keywordAct.count()]
  const held = await owner.send(`${path()}/answers`, { key, text: second }, path())
  const page = await held.text()
  expect(held.status).toBe(422)
  expect(page).toContain('a déjà servi à envoyer un autre texte')
  expect(page).toContain(`${second}</textarea>`)
  expect([await mails(), await world.db.keywordAct.count()]).toEqual([sent, acts])
  const fresh = /name="key" value="([^"]+)"/.exec(page)?.[1] ?? ''
  expect(fresh).not.toBe(key)
  await does(`${path()}/answers`, { key: fresh, text: second }, path())
  expect(await mails()).toBe(sent + 1)
})

test('help is told whole, on the page of the thread', async () => {
  const { said } = await does(`${path()}/answers`, { key: 'a key for help', text: '#aide' }, path())
  expect(said).toBe('Rien n’est parti\u00a0: il n’y avait que des mots-clés. Tout est dit plus bas.')
  const answer = await owner.send(`${path()}/answers`, { key: 'a key for help', text: '#aide' }, path())
  const told = await owner.text(answer.headers.get('Location') ?? '')
  for (const { about } of KEYWORDS) expect(told).toContain(about.fr)
})
