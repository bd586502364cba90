import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readClient } from '#src/clients/client-store.ts'
import { timeline } from '#src/clients/timeline-store.ts'
import { fixedClock } from '#src/platform/clock.ts'
import { importStateFile } from '#src/purchases/states/import-state-file.ts'
import { COMMAND_LINE } from '#src/team/audit-store.ts'
import { testDatabase } from '#test/setup/database.ts'

const database = await testDatabase()
const { prisma } = database
const world = {
  database,
  clock: fixedClock('2026-06-01T10:00:00Z'),
  secrets: { hash: (text: string, purpose: string) => `${purpose} ${text}` },
  by: COMMAND_LINE
}
const usual = { map: [], dryRun: false, allOrNothing: false, source: 'sav', createClients: true, kind: null }
const folder = mkdtempSync(join(tmpdir(), 'states-'))

function file(text: string): string {
  const path = join(folder, 'states.csv')
  writeFileSync(path, text)
  return path
}

const STATES = `N° dossier;Client;Type;État;Date;Désignation;Remarque
R1;zoe@client.example;Réparation;Reçue;02/03/2026;Lampe;fil coupé
R1;zoe@client.example;Réparation;En attente de pièces;05/03/2026;Lampe;
R1;zoe@client.example;Réparation;Rendue;20/03/2026;Lampe;
C7;zoe@client.example;Commande;Expédiée;21/03/2026;;
L7;zoe@client.example;Bon de livraison;Prévue;08/06/2026;;
F7;zoe@client.example;Facture;Payée;30/03/2026;;
X1;zoe@client.example;Cadeau;Donné;30/03/2026;;
R2;zoe@client.example;Réparation;;30/03/2026;;
`

test('orders, invoices, deliveries and repairs stand on the timeline as dated states, once', async () => {
  const path = file(STATES)
  expect(await importStateFile(world, path, usual)).toMatchObject({
    read: 8,
    created: 6,
    refused: [
      { line: 8, reason: { en: expect.stringContaining('type "Cadeau" is not order, invoice, delivery or repair') } },
      { line: 9, reason: { en: 'it has no state.' } }
    ]
  })
  const zoe = await readClient(prisma, 'zoe@client.example')
  const entries = await timeline(prisma, zoe.id)
  const shown = entries.map(({ at, kind, state, title }) => [at.toISOString().slice(0, 10), kind, state, title])
  expect(shown).toEqual([
    ['2026-06-08', 'delivery', 'Prévue', 'L7'],
    ['2026-03-30', 'invoice', 'Payée', 'F7'],
    ['2026-03-21', 'order', 'Expédiée', 'C7'],
    ['2026-03-20', 'repair', 'Rendue', 'R1 · Lampe'],
    ['2026-03-05', 'repair', 'En attente de pièces', 'R1 · Lampe'],
    ['2026-03-02', 'repair', 'Reçue', 'R1 · Lampe']
  ])
  expect(await importStateFile(world, path, usual)).toMatchObject({ created: 0, updated: 0, unchanged: 6 })
  const corrected = file(STATES.replace('fil coupé', 'fil coupé, prise neuve'))
  expect(await importStateFile(world, corrected, usual)).toMatchObject({ created: 0, updated: 1, unchanged: 5 })
})

test('a file of one kind says which by a flag', async () => {
  const path = file('numéro,client,statut,date\n12,zoe@client.example,expédiée,2026-04-01\n')
  expect(await importStateFile(world, path, usual)).toMatchObject({ created: 0, refused: [{ line: 2 }] })
  expect(await importStateFile(world, path, { ...usual, kind: 'order' })).toMatchObject({ created: 1, refused: [] })
})
