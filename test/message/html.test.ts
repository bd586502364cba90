import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { htmlToText, readHtml, safeHtml } from '#src/message/html.ts'

describe('HTML is made safe', () => {
  test.each([
    ['<script>alert(1)</script>Bonjour', 'Bonjour'],
    ['<p onclick="alert(1)">Bonjour</p>', '<p>Bonjour</p>'],
    ['<a href="javascript:alert(1)">ici</a>', '<a>ici</a>'],
    ['<a href=" java\tscript:alert(1)">ici</a>', '<a>ici</a>'],
    ['<a href="jAvAsCrIpT&colon;alert(1)">ici</a>', '<a>ici</a>'],
    ['<a href="data:text/html,<script>alert(1)</script>">ici</a>', '<a>ici</a>'],
    ['<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>', ''],
    ['<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>', ''],
    ['<form action="https://mal.example"><input name="a">Nom</form>', 'Nom'],
    ['<base href="https://mal.example/"><meta http-equiv="refresh" content="0;url=https://mal.example">x', 'x'],
    ['<link rel="stylesheet" href="https://mal.example/a.css">x', 'x'],
    ['<style>body{background:url(https://mal.example/a)}</style>x', 'x'],
    ['<iframe src="https://mal.example"></iframe>x', 'x'],
    ['<object data="x"><embed src="y"></object>x', 'x'],
    ['<textarea></textarea><img src=x onerror=alert(1)>', '<img>'],
    ['<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>x', 'x'],
    ['<p style="background:url(https://mal.example/a);color:red">x</p>', '<p style="color:red">x</p>'],
    ['<p style="width:expression(alert(1))">x</p>', '<p>x</p>'],
    ['<p style="color:re\\64;position:fixed">x</p>', '<p>x</p>'],
    ['<p id="a" class="b" name="c">x</p>', '<p>x</p>'],
    ['<p title="&quot; onmouseover=&quot;alert(1)">x</p>', '<p title="&quot; onmouseover=&quot;alert(1)">x</p>'],
    ['a < b & c > d', 'a &lt; b &amp; c &gt; d'],
    ['<b>gras', '<b>gras</b>'],
    ['<div style="display:none">caché</div>vu', 'vu']
  ])('%j', (html, safe) => {
    expect(safeHtml(html)).toBe(safe)
  })

  test('remote pictures are named but not loaded; own ones keep their content id', () => {
    expect(safeHtml('<img src="https://pixel.example/p.png?id=1" alt="logo"><img src="cid:image001@01">')).toBe(
      '<img alt="logo" data-remote-src="https://pixel.example/p.png?id=1"><img data-cid="image001@01">'
    )
  })

  test('links open apart and say nothing of where they were clicked', () => {
    expect(safeHtml('<a href="https://exemple.fr/?a=1&amp;b=2">ici</a>')).toBe(
      '<a href="https://exemple.fr/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer nofollow">ici</a>'
    )
  })

  test('whatever comes in, no tag, attribute or scheme outside the list comes out', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '=',
      '/',
      ' ',
      '\n',
      'script',
      'svg',
      'img',
      'style',
      'a',
      'p',
      'src',
      'href',
      'onerror',
      'javascript:',
      'alert(1)',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '&lt;',
      '&#x3c;',
      '\u0000',
      'x',
      'title',
      'textarea',
      'math',
      '`'
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const safe = safeHtml(pieces.join(''))
        const tags = safe.match(/<[^>]*>/g) ?? []
        expect(
          tags.filter(
            (tag) => !/^<\/?(?:a|p|img)(?: (?:src|href|title|target|rel|data-[a-z-]+|align|alt)="[^"<>]*")*>$/.test(tag)
          )
        ).toEqual([])
        expect(safe.replaceAll(/<[^>]*>/g, '')).not.toMatch(/[<>]/)
      }),
      { numRuns: 500 }
    )
  })

  test('it stays small', () => {
    expect(safeHtml('<p>abc</p>'.repeat(100_000)).length).toBeLessThan(140_000)
  })
})

describe('HTML as text', () => {
  test.each([
    ['<div>Bonjour,</div><div><br></div><div>Oui.</div>', 'Bonjour,\n\nOui.'],
    ['<p>Bonjour,</p><p>Oui.</p>', 'Bonjour,\n\nOui.'],
    [
      '<p class=MsoNormal>Bonjour,<o:p></o:p></p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>Oui.</p>',
      'Bonjour,\n\nOui.'
    ],
    ['a<br>b<br><br>c', 'a\nb\n\nc'],
    ['<ul><li>table</li><li>chaise</li></ul>', '- table\n- chaise'],
    [
      '<table><tr><td>Table</td><td>120 €</td></tr><tr><td>Chaise</td><td>45 €</td></tr></table>',
      'Table 120 €\nChaise 45 €'
    ],
    ['<pre>a\n  b</pre>', 'a\n  b'],
    ['<b>gras</b> et <i>penché</i>', 'gras et penché'],
    [
      'Oui<blockquote type="cite">Mardi ?<blockquote type="cite">Quand ?</blockquote></blockquote>Merci',
      'Oui\n> Mardi ?\n> > Quand ?\nMerci'
    ],
    ['<blockquote style="margin:0 0 0 40px;border:none;padding:0">en retrait</blockquote>', 'en retrait'],
    ['l&#39;&eacute;t&eacute; &amp; l&rsquo;hiver', "l'été & l’hiver"],
    ['<title>Titre</title><style>p{}</style>texte', 'texte']
  ])('%j', (html, text) => {
    expect(htmlToText(html)).toBe(text)
  })
})

describe('hostile HTML is read to its end, and what comes out is bounded', () => {
  const size = 200_000
  test.each([
    ['nested elements', '<b>'.repeat(size / 3)],
    ['nested quotations', '<blockquote>x'.repeat(size / 13)],
    ['ends without a beginning', `${'<b>'.repeat(100)}${'</i>'.repeat(size / 4)}`],
    ['attributes', `<p ${'a="1" '.repeat(size / 6)}>`],
    ['one attribute', `<p style="${'color:red;'.repeat(size / 10)}">`],
    ['opening signs', '<'.repeat(size)],
    ['entities', '&amp;'.repeat(size / 5)],
    ['unended scripts', '<script>'.repeat(size / 8)],
    ['dropped in dropped', '<svg><p>'.repeat(size / 8)],
    ['signatures', '<div class="gmail_signature">x'.repeat(size / 30)],
    ['signs that grow when escaped', '&#'.repeat(size / 2)],
    ['empty list items', '<li>'.repeat(size / 4)]
  ])('%s', (_, html) => {
    const { safe, text } = readHtml(html)
    expect(safe.length).toBeLessThan(140_000)
    expect(text.length).toBeLessThan(70_000)
  })

  test('of a line that is too long the beginning is kept', () => {
    const { safe, text } = readHtml('a&amp;'.repeat(size / 6))
    expect(text).toBe('a&'.repeat(32_768) + 'a')
    expect(safe.startsWith('a&amp;a&amp;')).toBe(true)
  })
})
