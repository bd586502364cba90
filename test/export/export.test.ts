import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { setFields } from '#src/clients/fields/value-store.ts'
import { COMMAND_LINE } from '#src/team/audit-store.ts'
import { exportAll } from '#src/export/export-all.ts'
import { personFile } from '#src/export/person-file.ts'
import { testDatabase } from '#test/setup/database.ts'

const database = await testDatabase()
const other = await testDatabase()
const folder = mkdtempSync(join(tmpdir(), 'export-'))

function maillon(url: string, ...args: string[]): unknown {
  return JSON.parse(
    execFileSync('./maillon', [...args, '--json'], {
      encoding: 'utf8',
      env: { ...process.env, DATABASE_URL: url, MAILLON_DATA: folder }
    })
  )
}

const clients = `id,name,email,company,birthday,tags,consent_marketing,consent_at
C1,Zoé Girard,"zoe@client.example; zoe.girard@other.example",Studio «Perspective»,--02-29,vip,yes,2025-03-01
C2,"O'Brien, Jean",jean@client.example,,1980-05-14,,no,2025-03-02
`
const purchases = `id,client,date,amount,discount,cost,currency,product,type,quantity
F1,C1,2026-01-15,300.00,30.00,120.50,EUR,Lampe,lampe,1
F1,C1,2026-01-15,20.00,0.00,8.00,EUR,Ampoule,ampoule,4
F2,C2,2026-02-01,-45.00,0.00,,EUR,Retour,lampe,1
`

test('what was exported can be imported into an empty program, and comes out the same again', async () => {
  writeFileSync(join(folder, 'c.csv'), clients)
  writeFileSync(join(folder, 'p.csv'), purchases)
  maillon(database.url, 'import', 'clients', join(folder, 'c.csv'))
  maillon(database.url, 'import', 'purchases', join(folder, 'p.csv'))
  const zoe = await database.prisma.client.findFirstOrThrow({ where: { externalId: 'C1' } })
  const values = {
    interests: ['garden', 'music'],
    children: 2,
    wedding: '--06-20',
    payment_terms: 'n_60_days',
    credit_limit: 150050
  }
  await setFields(database.prisma, zoe.id, values, { by: COMMAND_LINE, at: new Date(0), source: 'page' })
  await database.prisma.client.create({
    data: { name: 'Peut-être', externalId: 'S1', state: 'suggested', stateReason: 'mail' }
  })
  const first = join(folder, 'first')
  const second = join(folder, 'second')
  await exportAll(database, first)
  const counts = z.object({ created: z.number(), refused: z.array(z.unknown()) })
  expect(counts.parse(maillon(other.url, 'import', 'clients', join(first, 'clients.csv')))).toMatchObject({
    created: 3,
    refused: []
  })
  expect(counts.parse(maillon(other.url, 'import', 'purchases', join(first, 'purchases.csv')))).toMatchObject({
    created: 2,
    refused: []
  })
  await exportAll(other, second)
  for (const file of ['clients.csv', 'purchases.csv'])
    expect(rowsOf(join(second, file))).toEqual(rowsOf(join(first, file)))
})

function rowsOf(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').sort()
}

test('no secret leaves: neither passwords nor keys nor sessions are in any file', async () => {
  const everything = readdirSync(join(folder, 'first'))
  expect(everything).not.toContain('session.jsonl')
  for (const file of everything)
    expect(readFileSync(join(folder, 'first', file), 'utf8')).not.toMatch(/"(?:secret|password|token_hash)"/)
})

test('a folder that holds something is not written over', async () => {
  await expect(exportAll(database, join(folder, 'first'))).rejects.toThrow('is not empty')
})

test('the file of a person holds their record, purchases with lines, consent and tags, and nobody else', async () => {
  const zoe = await database.prisma.client.findFirstOrThrow({ where: { externalId: 'C1' } })
  const text = JSON.stringify(await personFile(database.prisma, zoe.id))
  for (const own of ['Zoé Girard', 'n_60_days', '--06-20', 'zoe.girard@other.example', 'vip', 'Ampoule', 'given'])
    expect(text).toContain(own)
  expect(text).not.toContain('jean@client.example')
})
