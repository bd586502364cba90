import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, Visitor, type Span } from 'oxc-parser'
import { expect, test } from 'vitest'
import { packageRoot } from '#src/platform/package.ts'

/**
 * Where a plain space before a sign is right: in what others write in their mails and in the titles of their tables, and in
 * the database's client, which is not ours.
 */
const OTHERS_WORDS = /^src\/(?:message\/|demo\/|purchases\/import\/columns\.ts|platform\/database\/generated\/)/
/** A space that lets a line break where French does not: before high signs and inside quotation marks. */
const BREAKS = /(?<=«) | (?=[;:?!%€»](?:$|[\s.,;:!?)»…”’<\\'"`${}]))/

const files = ['src', 'workers']
  .flatMap((room) => readdirSync(join(packageRoot, room), { recursive: true }).map((file) => `${room}/${String(file)}`))
  .filter((file) => /(?<!\.d)\.tsx?$/.test(file) && !OTHERS_WORDS.test(file))

test('no French sentence of the program breaks a line before : ; ? ! % € or inside « »', () => {
  expect(files.length).toBeGreaterThan(300)
  expect(files.flatMap((file) => breaksIn(file, readFileSync(join(packageRoot, file), 'utf8')))).toEqual([])
})

test.each([
  ["catalogue({ a: 'Attention : fini' }, { a: 'Done' })", 1],
  ["catalogue({ a: 'Attention\\u00a0: fini' }, { a: 'Done' })", 0],
  ['const said = { fr: `« ${name} »` }', 2],
  ['const rate = `de ${share} %`', 1],
  ['const at = { fr: `à 9:00 sur http://localhost:3000/?a=1` }', 0],
  ["catalogue({ a: 'en\\u00a0%' }, { a: 'in %' })", 0],
  ["const said = { en: 'in %' }", 0],
  ['const found = sql`SELECT a ? b FROM c`', 0],
  ["const which = isOne ? 'un' : 'deux'", 0],
  ['const page = <p>Où ?</p>', 1]
])('the walk finds what it is for: %s', (source, breaks) => {
  expect(breaksIn('page.tsx', source)).toHaveLength(breaks)
})

/** The pieces of text in a file that let a line break where French does not. */
function breaksIn(file: string, source: string): string[] {
  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`)
  const found = new Map<number, string>()
  const elsewhere: Span[] = []
  const look = ({ start, end }: Span) => {
    if (BREAKS.test(source.slice(start, end))) found.set(start, `${file}: ${source.slice(start, end)}`)
  }
  new Visitor({
    Literal: (node) => {
      if (typeof node.value === 'string') look(node)
    },
    TemplateElement: look,
    JSXText: look,
    TaggedTemplateExpression: (node) => elsewhere.push(node),
    Property: (node) => {
      if (node.key.type === 'Identifier' && node.key.name === 'en') elsewhere.push(node)
    },
    CallExpression: (node) => {
      const english = node.callee.type === 'Identifier' && node.callee.name === 'catalogue' && node.arguments[1]
      if (english) elsewhere.push(english)
    }
  }).visit(program)
  const isElsewhere = (at: number) => elsewhere.some(({ start, end }) => start <= at && at < end)
  return [...found].filter(([at]) => !isElsewhere(at)).map(([, said]) => said)
}
