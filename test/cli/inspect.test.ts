import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'inspect-'))
const reply = file('reply.eml', [
  'From: =?UTF-8?Q?C=C3=A9line?= <Celine@Example.FR>',
  'To: contact@boutique.example',
  'Date: Mon, 2 Mar 2026 10:00:00 +0100',
  'Message-ID: <a1@example.fr>',
  'Subject: =?UTF-8?Q?RE=C2=A0: Votre commande?=',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Merci, je passe jeudi.',
  '',
  'Le 1 mars 2026 à 09:00, Boutique <contact@boutique.example> a écrit :',
  '> Votre commande est prête.'
])
const noMail = file('noise.eml', ['\u0000\u0001\u0002 nothing', 'that is a mail'])

test('one JSON object per file and line, in the order asked for', () => {
  const { code, lines } = inspect('--json', reply, noMail)
  expect(code).toBe(0)
  const [first, second] = lines.map((line): Record<string, unknown> => JSON.parse(line))
  expect(first).toMatchObject({
    file: reply,
    messageId: 'a1@example.fr',
    from: 'celine@example.fr',
    fromName: 'Céline',
    date: '2026-03-02T09:00:00.000Z',
    baseSubject: 'Votre commande',
    kind: 'human',
    reply: { text: 'Merci, je passe jeudi.', quoted: expect.stringContaining('Votre commande est prête.') },
    bounce: null,
    automatic: null,
    keywords: [],
    statements: [],
    attachments: [],
    quarantined: null
  })
  expect(second).toMatchObject({ file: noMail, kind: null, quarantined: { reason: 'unreadable' } })
})

test('a person reads what a mail is, why, and what is new in it', () => {
  const { out } = inspect(reply, '--us', 'contact@boutique.example')
  expect(out).toContain('a mail that a person wrote')
  expect(out).toContain('to us')
  expect(out).toContain('| Merci, je passe jeudi.')
})

test('keywords are shown with their values', () => {
  const bytes = ['From: a@b.example', 'Subject: x', '', '#vip', '#note aime le bleu', '', 'Bonjour']
  const { lines } = inspect('--json', file('keywords.eml', bytes))
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    keywords: [
      { name: 'vip', value: '' },
      { name: 'note', value: 'aime le bleu' }
    ]
  })
})

test('a folder or a missing file is told, the other files are still inspected, and the exit code says so', () => {
  const { code, lines, error } = inspect('--json', folder, join(folder, 'none.eml'), reply)
  expect(code).toBe(1)
  expect(lines).toHaveLength(3)
  expect(lines[0]).toContain('this is a folder')
  expect(error.split('\n')).toHaveLength(1)
})

test('control characters of a mail do not reach the terminal', () => {
  const { out } = inspect(file('escape.eml', ['From: a@b.example', 'Subject: x', '', 'a\u001b[2Jb\u009b31m']))
  // oxlint-disable-next-line no-control-regex
  expect(out).not.toMatch(/[\u001b\u009b]/)
})

function file(name: string, lines: string[]): string {
  const path = join(folder, name)
  writeFileSync(path, lines.join('\r\n'))
  return path
}

function inspect(...args: string[]): { code: number | null; out: string; lines: string[]; error: string } {
  const run = spawnSync('./maillon', ['inspect', ...args], { encoding: 'utf8' })
  return { code: run.status, out: run.stdout, lines: run.stdout.trim().split('\n'), error: run.stderr.trim() }
}
