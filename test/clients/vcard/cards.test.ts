import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readClient } from '#src/clients/client-store.ts'
import { clientCard } from '#src/clients/vcard/card-store.ts'
import { importCardFile, isCardFile } from '#src/clients/vcard/import-cards.ts'
import { writeCard } from '#src/clients/vcard/write-card.ts'
import { fixedClock } from '#src/platform/clock.ts'
import { COMMAND_LINE } from '#src/team/audit-store.ts'
import { testDatabase } from '#test/setup/database.ts'

const database = await testDatabase()
const world = {
  database,
  clock: fixedClock('2026-06-01T10:00:00Z'),
  secrets: { hash: (text: string, purpose: string) => `${purpose} ${text}` },
  by: COMMAND_LINE
}
const usual = { map: [], dryRun: false, allOrNothing: false }

function read(file: string, options = usual) {
  return importCardFile(world, `test/fixtures/vcards/${file}`, options)
}

test('a 2.1 card of an old phone: quoted-printable over two lines, its own charset, a picture passed over', async () => {
  expect(await read('phone-2.1.vcf')).toMatchObject({ read: 1, created: 1, refused: [] })
  expect(await readClient(database.prisma, 'helene@v21.example')).toMatchObject({
    name: 'Hélène Lefèvre',
    phone: '+33612345678',
    birthday: { year: 1980, month: 5, day: 14 },
    fields: { address: '12 rue des Églises', city: 'Besançon', postal_code: '25000', country: 'France' }
  })
})

test('a 3.0 address book: several cards, folded lines, groups, a birthday without year; bad cards say what to do', async () => {
  expect(await read('book-3.0.vcf', { ...usual, dryRun: true })).toMatchObject({ created: 2, isStored: false })
  expect(await read('book-3.0.vcf')).toMatchObject({
    read: 4,
    created: 2,
    refused: [
      { line: 25, reason: { en: 'email "pas une adresse" is not a mail address such as zoe@example.org.' } },
      { line: 30, reason: { en: 'the card is not ended: the file is cut off, export it again.' } }
    ]
  })
  expect(await readClient(database.prisma, 'ventes@v30.example')).toMatchObject({
    name: 'Inès Roy',
    company: 'Atelier Roy, Gagnon & fils',
    addresses: ['ines@v30.example', 'ventes@v30.example'],
    phone: '+15145550142',
    birthday: { year: null, month: 2, day: 29 },
    tags: ['salon-2026', 'vip']
  })
  expect(await readClient(database.prisma, '4f1c-tom')).toMatchObject({ name: 'Tom Blanc', phone: '+33622334455' })
  expect(await read('book-3.0.vcf')).toMatchObject({ created: 0, updated: 0, unchanged: 2 })
})

test('a 4.0 card: preferences by number, telephone as URI, --0514', async () => {
  expect(await read('book-4.0.vcf')).toMatchObject({ created: 1 })
  expect(await readClient(database.prisma, 'zoe@v40.example')).toMatchObject({
    addresses: ['zoe@v40.example', 'zoe.pro@v40.example'],
    phone: '+33612345678',
    birthday: { year: null, month: 5, day: 14 },
    language: 'fr',
    fields: { wedding: '2010-06-20' }
  })
})

test('a card that is written is read again as it was, and folded at 75 bytes', async () => {
  const { prisma } = database
  const folder = mkdtempSync(join(tmpdir(), 'cards-'))
  for (const address of ['ines@v30.example', 'zoe@v40.example', 'helene@v21.example']) {
    const card = await clientCard(prisma, address)
    for (const line of card.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
    writeFileSync(join(folder, 'one.vcf'), card)
    expect(await importCardFile(world, join(folder, 'one.vcf'), usual)).toMatchObject({ unchanged: 1, refused: [] })
  }
})

test('texts that would end a line or a part are escaped', () => {
  const card = writeCard({
    id: '1',
    name: 'A; B, C\\\nEND:VCARD',
    addresses: [],
    company: null,
    phone: null,
    birthday: null,
    tags: ['x,y'],
    language: null,
    fields: {}
  })
  expect(card).toContain(String.raw`FN:A\; B\, C\\\nEND:VCARD`)
  expect(card).toContain(String.raw`CATEGORIES:x\,y`)
})

test('what is no address book is told from one', async () => {
  expect(isCardFile('test/fixtures/vcards/book-4.0.vcf')).toBe(true)
  expect(isCardFile('test/fixtures/tables/01-excel-france.csv')).toBe(false)
  await expect(importCardFile(world, 'test/fixtures/tables/01-excel-france.csv', usual)).rejects.toThrow(
    'holds no vCard'
  )
})
