import * as fc from 'fast-check'
import { Tokenizer } from 'htmlparser2'
import { expect, test } from 'vitest'
import { lexHtml } from '#src/message/html-lexer.ts'

const READ = new Set(['class', 'style', 'href'])

const PIECES = [
  ['<p>', '</p>', '<br/>', '<br / >', '<a href="https://a.example/?a=1&amp;b=2">', "<a HREF='x&eacute;y' href=z>"],
  [
    '<p class=a style="color:red">',
    '<p class=a&lt;b>',
    '<p title="a>b" class="c">',
    '<p =x class>',
    '<p class = "a"b>'
  ],
  [
    '<style>p > a {}</style>',
    '<style>',
    '</STYLE >',
    '<title>a &amp; b</title>',
    '<script>if (a</b) "</script ">',
    '</scripty>'
  ],
  [
    '<!-- a > b -->',
    '<!-->',
    '<!--->',
    '<!doctype html>',
    '<![if !mso]>',
    '<![CDATA[ a > ]]>',
    '<?xml version="1.0"?>',
    '<!->'
  ],
  [
    '&nbsp;',
    '&amp;',
    '&eacute',
    '&#8217;',
    '&#x80;',
    '&notit;',
    '&nothing;',
    '& ',
    '&&lt;',
    '&NotEqualTilde;',
    '&#0;',
    '&;'
  ],
  ['<', '>', '"', "'", '=', '/', '</', '</>', '</ p>', '< p', '<1>', '</1>', ' ', '\n', 'Bonjour', 'é', '\u00A0', 'x']
].flat()

test('HTML is cut into the same tags and texts as by htmlparser2, whatever stands in it', () => {
  const html = fc
    .array(fc.constantFrom(...PIECES), { maxLength: 14 })
    .map((pieces) => `${pieces.join('')}</style></title></script>.>">'>-->]]>.`)
  fc.assert(
    fc.property(html, (input) => {
      expect(lexed(input)).toEqual(tokenized(input))
    }),
    { numRuns: 3000 }
  )
})

test('markup that never ends is shown or left out, and nothing before it is lost', () => {
  for (const open of ['<p class="a', '<!-- a', '<!doctype', '</p', '<style>p {}', '&nbsp', '<', '</', '<?xml'])
    expect(lexed(`<b>Bonjour</b>${open}`).slice(0, 3)).toEqual(['<b>', 'Bonjour', '</b>'])
})

test('a hundred thousand signs that open something are read in no time', () => {
  for (const open of ['<', '<a', '<a ', '</', '<!', '<!--', '<?', '&', '&a', '<a b="', '<style>', '<a b=c&'])
    expect(lexed(open.repeat(100_000 / open.length)).length).toBeGreaterThanOrEqual(0)
}, 5000)

function lexed(input: string): string[] {
  const seen: string[] = []
  lexHtml(input, READ, {
    tag: (name, attributes) => told(name, attributes),
    open: (tag) => seen.push(tag),
    close: (name) => seen.push(`</${name}>`),
    write: (text) => seen.push(text)
  })
  return seen
}

function told(name: string, attributes: ReadonlyMap<string, string>): string {
  return `<${[name, ...[...attributes].map(([key, value]) => `${key}=${value}`)].join(' ')}>`
}

function tokenized(input: string): string[] {
  const seen: string[] = []
  let name = ''
  let attribute = ''
  let value = ''
  let attributes = new Map<string, string>()
  const opened = (): unknown => seen.push(told(name, attributes))
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      onopentagname(start, end) {
        name = input.slice(start, end).toLowerCase()
        attributes = new Map()
      },
      onattribname(start, end) {
        attribute = input.slice(start, end).toLowerCase()
        value = ''
      },
      onattribdata: (start, end) => (value += input.slice(start, end)),
      onattribentity: (codepoint) => (value += String.fromCodePoint(codepoint)),
      onattribend() {
        if (READ.has(attribute) && !attributes.has(attribute)) attributes.set(attribute, value)
      },
      onopentagend: opened,
      onselfclosingtag: opened,
      onclosetag: (start, end) => seen.push(`</${input.slice(start, end).toLowerCase()}>`),
      ontext: (start, end) => seen.push(input.slice(start, end)),
      ontextentity: (codepoint) => seen.push(String.fromCodePoint(codepoint)),
      oncdata() {},
      oncomment() {},
      ondeclaration() {},
      onprocessinginstruction() {},
      onend() {}
    }
  )
  tokenizer.write(input)
  tokenizer.end()
  return seen
}
