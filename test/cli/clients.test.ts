import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { aBase } from '#test/clients/a-base.ts'

const { database, prisma, mails, clientOf } = await aBase()
const data = mkdtempSync(join(tmpdir(), 'maillon-cli-'))

test('threads --json gives each thread with its mails in the order of their dates', async () => {
  await mails(
    {
      messageId: 'b',
      references: ['a'],
      from: 'us@shop.fr',
      to: 'ada@gmail.com',
      subject: 'Re: Devis',
      date: '2026-03-02T09:00:00Z'
    },
    { messageId: 'a', from: 'Ada <ada@gmail.com>', to: 'us@shop.fr', subject: 'Devis', date: '2026-03-01T09:00:00Z' }
  )
  const client = (await clientOf('ada@gmail.com'))?.id
  const { json } = await maillon('threads', '--json')
  expect(json).toEqual([
    {
      id: expect.any(String),
      subject: 'Devis',
      tags: [],
      clients: [client],
      messages: [
        { messageId: 'a', date: '2026-03-01T09:00:00.000Z', from: 'ada@gmail.com', direction: 'in', kind: 'human' },
        { messageId: 'b', date: '2026-03-02T09:00:00.000Z', from: 'us@shop.fr', direction: 'out', kind: 'human' }
      ]
    }
  ])
  expect((await maillon('threads')).out).toMatch(/2026-03-02 09:00 +2 +Ada +Devis/)
})

test('clients list, show, accept, ignore and search do what they say', async () => {
  await mails({ from: 'Bob Roy <bob@roy.fr>', to: 'us@shop.fr', subject: 'Tapis', text: 'Un tapis berbère' })
  const { json: active } = await maillon('clients', 'list', '--json')
  expect(active).toMatchObject([
    { name: 'Ada', state: 'active', addresses: ['ada@gmail.com'], company: null, tags: [] }
  ])
  const { json: suggested } = await maillon('clients', 'list', '--state', 'suggested', '--json')
  expect(suggested).toMatchObject([{ name: 'Bob Roy', company: 'Roy', lastInteractionAt: '2026-03-02T09:00:00.000Z' }])
  expect((await maillon('clients', 'list', '--state', 'all', '--search', 'berbere', '--json')).json).toMatchObject([
    { name: 'Bob Roy' }
  ])
  const bob = (await clientOf('bob@roy.fr'))?.id ?? ''
  expect((await maillon('clients', 'accept', bob, '--json')).json).toEqual({ id: bob, state: 'active', changed: true })
  expect((await maillon('clients', 'accept', bob)).out).toBe('Bob Roy was active already.\n')
  expect((await maillon('clients', 'ignore', 'bob@roy.fr')).out).toBe('Bob Roy is ignored now.\n')
  const { json: shown } = await maillon('clients', 'show', 'bob@roy.fr', '--json')
  expect(shown).toMatchObject({
    id: bob,
    state: 'ignored',
    timeline: [{ kind: 'mail', title: 'Tapis', body: 'Un tapis berbère' }]
  })
  expect((await maillon('clients', 'show', bob)).out).toMatch(/^Bob Roy\n[^]*→ us +Tapis +Un tapis berbère/)
  expect(await prisma.auditEntry.findMany({ where: { subjectId: bob }, orderBy: { at: 'asc' } })).toMatchObject([
    { action: 'client.accept', actor: 'command-line' },
    { action: 'client.ignore' }
  ])
})

test('clients merge redirects the old id, and --undo takes it back', async () => {
  await mails({ from: 'Cid <cid@gmail.com>', to: 'us@shop.fr' }, { from: 'Cid <cid@work.fr>', to: 'us@shop.fr' })
  const from = (await clientOf('cid@gmail.com'))?.id ?? ''
  const into = (await clientOf('cid@work.fr'))?.id ?? ''
  const merged = { from, into, merged: true, conflicts: {} }
  expect((await maillon('clients', 'merge', from, into, '--json')).json).toEqual(merged)
  expect((await maillon('clients', 'show', from, '--json')).json).toMatchObject({ id: into })
  expect(await maillon('clients', 'merge', from, into)).toMatchObject({
    code: 1,
    err: 'These are one client already.\n'
  })
  expect((await maillon('clients', 'merge', from, into, '--undo', '--json')).json).toEqual({
    from,
    into,
    merged: false
  })
  expect((await maillon('clients', 'show', from, '--json')).json).toMatchObject({
    id: from,
    addresses: ['cid@gmail.com']
  })
})

test('clients erase asks for --yes, and the person is gone', async () => {
  await mails({ from: 'Dan <dan@gmail.com>', to: 'us@shop.fr' })
  const dan = (await clientOf('dan@gmail.com'))?.id ?? ''
  expect(await maillon('clients', 'erase', dan)).toMatchObject({
    code: 1,
    err: 'This erases Dan for good: say --yes to go on.\n'
  })
  expect((await maillon('clients', 'erase', dan, '--yes', '--json')).json).toEqual({
    id: dan,
    erased: true,
    mails: 1,
    filesCleared: true
  })
  expect(await maillon('clients', 'show', dan)).toMatchObject({
    code: 1,
    err: 'This person was erased: nothing is kept of them.\n'
  })
})

test('user add and list name the people of the firm, and refuse a second with one address', async () => {
  expect((await maillon('user', 'add', 'Odile', 'Odile@Shop.fr', '--owner')).out).toBe(
    'Odile <odile@shop.fr> is now an owner.\n'
  )
  expect((await maillon('user', 'list', '--json')).json).toMatchObject([
    { name: 'Odile', email: 'odile@shop.fr', role: 'owner' }
  ])
  expect(await maillon('user', 'add', 'Autre', 'odile@shop.fr')).toMatchObject({
    code: 1,
    err: 'odile@shop.fr is the address of Odile already.\n'
  })
  expect((await maillon('user', 'add', 'Autre', 'nothing')).code).toBe(2)
})

test('what is not there, and what is not understood, is said in one sentence', async () => {
  expect(await maillon('clients', 'show', 'nobody')).toMatchObject({
    code: 1,
    err: 'There is no client nobody: see `maillon clients list --state all`.\n'
  })
  expect((await maillon('clients', 'list', '--state', 'odd')).code).toBe(2)
  expect((await maillon('threads', '--limit', 'many')).code).toBe(2)
})

interface Run {
  code: number | null
  out: string
  err: string
  json: unknown
}

function maillon(...args: string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn('./maillon', [...args, '--data', data], { env: { ...process.env, DATABASE_URL: database.url } })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ code, out, err, json: args.includes('--json') && code === 0 ? JSON.parse(out) : null })
    )
  })
}
