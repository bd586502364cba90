import { expect, test } from 'vitest'
import { checkTemplate } from '#src/delivery/letter/check.ts'
import { compileLetter, parseSource } from '#src/delivery/letter/compile.ts'
import { EXAMPLE, type LetterData } from '#src/delivery/letter/data.ts'
import { letterTemplate, shippedTemplates, stationery, letterText } from '#src/delivery/letter/library.ts'
import { saveTemplate } from '#src/delivery/letter/template-store.ts'
import { writeSettings } from '#src/platform/setting-store.ts'
import { contrast, READABLE, rgbOf } from '#src/platform/shades.ts'
import { testDatabase } from '#test/setup/database.ts'

const { prisma: db } = await testDatabase()
const bothLanguages = ['fr', 'en'] as const
const all = shippedTemplates().flatMap((name) => bothLanguages.map((language) => ({ name, language })))

/** Only what every client has. */
const leastKnown: LetterData = {
  ...EXAMPLE.fr,
  greeting: 'Bonjour',
  firm: { ...EXAMPLE.fr.firm, postalAddress: null },
  client: { name: null, firstName: null, company: null },
  coupon: null,
  product: null,
  points: null,
  links: { unsubscribe: null, preferences: null, opinion: null }
}

test.each(all)('$name in $language passes the check and fills in', async ({ name, language }) => {
  expect(
    await checkTemplate((await letterText(db, { name, language })).source, stationery(language), language)
  ).toEqual([])
  const rendered = (await letterTemplate(db, { name, language })).render(EXAMPLE[language])
  if (rendered.kind !== 'letter') throw new Error(`${name} misses ${rendered.field}`)
  expect(rendered.letter.html).not.toMatch(/\{\{|undefined|\[object/)
  expect(rendered.letter.html).toContain(`<html lang="${language}"`)
  expect(rendered.letter.html).not.toContain('lang="und"')
  expect(rendered.letter.text).not.toMatch(/\{\{|undefined|<[a-z]/)
  expect(rendered.letter.text).toContain('Atelier Lumen')
})

test.each(shippedTemplates())('no line of the French letter %s breaks before a high sign', async (name) => {
  const rendered = (await letterTemplate(db, { name, language: 'fr' })).render(EXAMPLE.fr)
  if (rendered.kind !== 'letter') throw new Error(`${name} misses ${rendered.field}`)
  const { subject, html, text } = rendered.letter
  for (const words of [subject, text, html.replaceAll(/<style[\s\S]*?<\/style>|<!--[\s\S]*?-->|<[^>]*>/g, '')])
    expect(words).not.toMatch(/«[ \n]|[ \n][;:?!%€»](?=\s|$)/)
})

test('an unknown name gives "Bonjour," and no hole in the subject (H10)', async () => {
  const rendered = (await letterTemplate(db, { name: 'birthday', language: 'fr' })).render(leastKnown)
  if (rendered.kind !== 'letter') throw new Error(rendered.field)
  expect(rendered.letter.subject).toBe('Joyeux anniversaire\u00a0!')
  expect(rendered.letter.text).toContain('Bonjour,')
  expect(rendered.letter.text).not.toContain('Bonjour ,')
})

test('a field that is not known and has no fallback keeps the letter from being filled in', async () => {
  const source = { subject: 'Pour {{client.company}}', body: '<mj-text>{{client.company}}</mj-text>' }
  const letter = await compileLetter(source, stationery('fr'), 'fr')
  expect(letter.render(leastKnown)).toEqual({ kind: 'missing-field', field: 'client.company' })
  const coping = await compileLetter(
    { subject: 'x', body: "<mj-text>{{default client.company 'chez vous'}}</mj-text>" },
    stationery('fr'),
    'fr'
  )
  expect(coping.render(leastKnown)).toMatchObject({ kind: 'letter' })
})

test.each([
  ['{{#if coupon.minimum}}à partir de {{coupon.minimum}}{{else}}Sans offre{{/if}}', 'Sans offre'],
  ['{{#unless coupon.code}}Sans offre{{/unless}}', 'Sans offre'],
  ["{{default coupon.code 'Sans offre'}}", 'Sans offre'],
  ["{{#if (default coupon.code '')}}Une offre{{else}}Sans offre{{/if}}", 'Sans offre']
])('a letter that asks for a part of what it does not have goes without it: %s', async (body, words) => {
  const source = `subject: Mot\n---\n<mj-text>${body}</mj-text>`
  expect(await checkTemplate(source, stationery('fr'), 'fr')).toEqual([])
  const rendered = (
    await compileLetter({ subject: body, body: `<mj-text>${body}</mj-text>` }, stationery('fr'), 'fr')
  ).render(leastKnown)
  if (rendered.kind !== 'letter') throw new Error(rendered.field)
  const { subject, html, text } = rendered.letter
  expect(subject).toBe(words)
  for (const shown of [html, text]) expect(shown).toContain(words)
})

test('values are escaped in HTML and not in the subject or text, and the subject is one line', async () => {
  const data = { ...EXAMPLE.fr, client: { name: 'A & <b>B</b>\r\nBcc: x', firstName: 'A', company: null } }
  const letter = await compileLetter(
    { subject: '{{client.name}}', body: '<mj-text>{{client.name}}</mj-text>' },
    stationery('fr'),
    'fr'
  )
  const rendered = letter.render(data)
  if (rendered.kind !== 'letter') throw new Error(rendered.field)
  expect(rendered.letter.subject).toBe('A & <b>B</b> Bcc: x')
  expect(rendered.letter.html).toContain('A &amp; &lt;b&gt;B&lt;/b&gt;')
  expect(rendered.letter.text).toContain('A & <b>B</b>')
})

test('years agree in number, in both languages', async () => {
  const subjectOf = async (language: 'fr' | 'en', years: number) => {
    const rendered = (await letterTemplate(db, { name: 'anniversary', language })).render({
      ...EXAMPLE[language],
      years
    })
    return rendered.kind === 'letter' ? rendered.letter.subject : rendered.field
  }
  expect(await subjectOf('fr', 1)).toBe('1 an déjà\u00a0: merci')
  expect(await subjectOf('fr', 2)).toBe('2 ans déjà\u00a0: merci')
  expect(await subjectOf('en', 1)).toBe('1 year already: thank you')
})

test.each([
  ['no subject', '<mj-text>x</mj-text>', 1, 'subject:'],
  ['an unknown field', 'subject: x\n---\n<mj-text>\n{{client.shoeSize}}</mj-text>', 4, 'client.shoeSize'],
  ['an unclosed block', 'subject: x\n---\n<mj-text>{{#if coupon}}x</mj-text>', 3, ''],
  ['broken MJML', 'subject: x\n---\n<mj-nonsense>x</mj-nonsense>', null, 'mj-nonsense']
])('a template with %s is refused with the place', async (_what, source, line, words) => {
  const [fault] = await checkTemplate(source, stationery('fr'), 'fr')
  expect(fault?.message.fr).toContain(words)
  expect(fault?.message.en).toContain(words)
  expect(fault?.line).toBe(line)
})

test('the own version replaces the one that comes with the program, until it is given up', async () => {
  const own = 'subject: Bonne fête\n---\n<mj-text>{{greeting}} !</mj-text>'
  const subject = async () => {
    const rendered = (await letterTemplate(db, { name: 'birthday', language: 'fr' })).render(EXAMPLE.fr)
    return rendered.kind === 'letter' ? rendered.letter.subject : rendered.field
  }
  await saveTemplate(db, { name: 'birthday', language: 'fr', source: own, by: 'owner', now: new Date() })
  expect(await subject()).toBe('Bonne fête')
  await saveTemplate(db, { name: 'birthday', language: 'fr', source: null, by: 'owner', now: new Date() })
  expect(await subject()).toContain('Joyeux anniversaire')
})

test('what a file must look like', () => {
  expect(parseSource('subject: A\r\n---\r\nbody')).toEqual({ subject: 'A', body: 'body' })
  expect(parseSource('subject A\n---\nbody')).toBeNull()
})

test('a letter takes the firm’s colour, shaded until it can be read on light and dark paper, from the next mail on', async () => {
  const htmlIn = async (colour: string) => {
    await writeSettings(db, { 'firm.colour': colour })
    const rendered = (await letterTemplate(db, { name: 'birthday', language: 'fr' })).render(EXAMPLE.fr)
    if (rendered.kind !== 'letter') throw new Error(rendered.field)
    return rendered.letter.html
  }
  const usual = await htmlIn('')
  for (const colour of ['#0b3b2c', '#ffe14d', '#000000', '#ffffff']) {
    const html = await htmlIn(colour)
    const link = /\ba \{ color: (#\w{6})/.exec(html)?.[1] ?? ''
    const [, codeDark = ''] = /\.letter \.code \{ color: (#\w{6})/.exec(html) ?? []
    for (const paper of ['#f6f3ee', '#fffdf9']) expect(contrast(rgbOf(link), rgbOf(paper))).toBeGreaterThan(READABLE)
    for (const paper of ['#1c1b19', '#262522'])
      expect(contrast(rgbOf(codeDark), rgbOf(paper))).toBeGreaterThan(READABLE)
    expect(html).toContain(`border: 1px dashed ${link}`)
    expect(html.replaceAll(/#[0-9a-f]{6}/g, '')).toBe(usual.replaceAll(/#[0-9a-f]{6}/g, ''))
  }
  expect(await htmlIn('#0b3b2c')).toContain('a { color: #0b3b2c')
  expect(await htmlIn('')).toBe(usual)
  expect(usual).toContain('border: 1px dashed #b08d67')
  expect(usual).not.toMatch(/\$[a-z]/)
})
