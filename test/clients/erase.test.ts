import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { eraseClient } from '#src/clients/erase.ts'
import { recordInteraction } from '#src/clients/timeline-store.ts'
import { mergeClients } from '#src/clients/merge.ts'
import { suppressAddresses } from '#src/clients/suppression-store.ts'
import { indexMessages } from '#src/clients/search-store.ts'
import { setFields } from '#src/clients/fields/value-store.ts'
import { importClientFile } from '#src/clients/import/import-client-file.ts'
import { importCardFile } from '#src/clients/vcard/import-cards.ts'
import { fixedClock } from '#src/platform/clock.ts'
import { importPurchaseFile } from '#src/purchases/import/import-purchase-file.ts'
import { audit } from '#src/team/audit-store.ts'
import { recordPurchases } from '#src/purchases/store.ts'
import { wholeDatabase } from '#test/setup/whole-database.ts'
import { arrived } from '#test/threads/mails.ts'
import { aBase, deed, NOW, secrets } from './a-base.ts'

const { database, prisma, mails, store, clientOf } = await aBase()

const lea = 'Léa Quatrefages <lea.q@quatrefages-ceramique.fr>'

describe('erasing a person (SEMANTICS C6, J5)', () => {
  it('leaves nothing of them in any table, and the sums as they were', async () => {
    await mails(
      { messageId: 'q1', from: lea, to: 'us@shop.fr', text: 'Bonjour, ici Léa Quatrefages' },
      {
        messageId: 'q2',
        references: ['q1'],
        from: 'us@shop.fr',
        to: `${lea}, Tom <tom@gmail.com>`,
        text: 'Réponse à Léa Quatrefages <LEA.Q@quatrefages-ceramique.fr>',
        html: '<p>lea.q@quatrefages-ceramique.fr</p>'
      },
      { from: 'us@shop.fr', to: 'Tom <tom@gmail.com>', subject: 'Autre', text: 'Voir lea.q@quatrefages-ceramique.fr.' },
      { from: 'Léa <lea.q+home@quatrefages-ceramique.fr>', to: 'us@shop.fr' },
      { from: 'Léa Quatrefages <lea.quatrefages@gmail.com>', to: 'us@shop.fr' },
      { from: 'Anne-Léa <anne-lea.q@quatrefages-ceramique.fr.example>', to: 'us@shop.fr', text: 'other' }
    )
    const id = (await clientOf('lea.q@quatrefages-ceramique.fr'))?.id ?? ''
    const home = (await clientOf('lea.quatrefages@gmail.com'))?.id ?? ''
    await prisma.$transaction((tx) => mergeClients(tx, { from: home, into: id }, deed))
    await prisma.client.update({
      where: { id },
      data: { phone: '06 77 88 99 00', externalId: 'lea-ext', fields: { dog: 'Fifilou' } }
    })
    await recordInteraction(prisma, {
      clientId: id,
      at: NOW,
      kind: 'note',
      title: 'Léa Quatrefages',
      body: 'Fifilou',
      source: 'page'
    })
    await prisma.preference.create({
      data: { clientId: id, key: 'dog', value: 'Fifilou', state: 'accepted', saidBy: 'client', saidAt: NOW }
    })
    const suppressed = {
      scope: 'marketing',
      reason: 'manual',
      evidence: 'lea.q@quatrefages-ceramique.fr',
      at: NOW
    } as const
    await suppressAddresses(prisma, { addresses: ['lea.q@quatrefages-ceramique.fr'], ...suppressed })
    const purchase = { currency: 'EUR', amount: 1200n, discount: 0n, lines: [], on: '2026-02-01' }
    await recordPurchases(prisma, 'test', [{ clientId: id, externalId: '1', ...purchase }])
    await indexMessages(prisma, NOW)
    const company = await prisma.company.create({ data: { name: 'Céramique & Cie' } })
    await prisma.client.updateMany({ where: { id }, data: { companyId: company.id } })
    await prisma.client.create({
      data: { name: 'Collègue', state: 'active', stateReason: 'test', companyId: company.id }
    })
    const values = { children_born: 'Fifilou 2019', registration_number: 'lea.q@quatrefages-ceramique.fr' }
    await setFields(prisma, id, values, { ...deed, source: 'import lea.csv' })
    const engraved = { product: 'Vase gravé Léa Quatrefages', amount: 5000n }
    await recordPurchases(prisma, 'test', [
      { clientId: id, externalId: '2', ...purchase, amount: 5000n, lines: [engraved] }
    ])
    await audit(prisma, {
      ...deed,
      action: 'clients.tag',
      subject: { kind: 'segment', id: 'x' },
      after: { clients: [id], said: 'Léa Quatrefages' }
    })
    await answerKept({ id, name: 'Léa Quatrefages' })
    await skipped(id, 'Fifilou va mal, code 4711')

    const erasure = await prisma.$transaction((tx) => eraseClient(tx, id, { ...deed, secrets }))
    expect(erasure).toMatchObject({ clientId: id, mails: 3 })
    const dump = (await wholeDatabase(database)).replaceAll('anne-lea.q@quatrefages-ceramique.fr.example', '')
    for (const trace of [/quatrefages/i, /lea\.q/i, /Fifilou/, /77 88 99/, /lea-ext/]) expect(dump).not.toMatch(trace)
    expect(await prisma.purchase.aggregate({ where: { clientId: id }, _sum: { amount: true } })).toMatchObject({
      _sum: { amount: 6200n }
    })
    expect(await prisma.purchaseLine.count({ where: { product: 'Vase gravé […]', amount: 5000n } })).toBe(1)
    expect(await prisma.message.count({ where: { subject: 'Autre', text: 'Voir […].' } })).toBe(1)
    expect(await clientOf('anne-lea.q@quatrefages-ceramique.fr.example')).not.toBeNull()
    const kept = await prisma.suppression.findMany()
    expect(kept).toMatchObject([{ scope: 'marketing', reason: 'manual', address: expect.stringMatching(/^hash:/) }])
    await expect(prisma.$transaction((tx) => eraseClient(tx, id, { ...deed, secrets }))).rejects.toThrow(/erased/)
  })

  it('does not bring them back by an import, be it by address or by the id they had in another program', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'erased-'))
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    const world = { database, clock: fixedClock('2026-03-10T12:00:00Z'), secrets, by: deed.by }
    const usual = { map: [], dryRun: false, allOrNothing: false }
    const clients = file('c.csv', 'id,name,email\nG1,Gus Ondine,gus@ondine.fr\n')
    const card = file('c.vcf', 'BEGIN:VCARD\nVERSION:4.0\nFN:Gus Ondine\nEMAIL:Gus+x@ondine.fr\nEND:VCARD\n')
    const sales = file('p.csv', 'id,client,date,amount\n1,gus@ondine.fr,2026-01-02,10\n2,G1,2026-01-02,10\n')
    await importClientFile(world, clients, { ...usual, mapping: 'till' })
    await prisma.$transaction((tx) => eraseClient(tx, 'G1', { ...deed, secrets }))
    const reason = expect.objectContaining({ en: 'this person was erased and is not brought back.' })
    expect(await importClientFile(world, clients, usual)).toMatchObject({ created: 0, refused: [{ line: 2, reason }] })
    expect(await importCardFile(world, card, usual)).toMatchObject({ created: 0, refused: [{ line: 1, reason }] })
    const renamed = file('d.csv', 'id,name\nG1,Gus Ondine\n')
    expect(await importClientFile(world, renamed, usual)).toMatchObject({ created: 0, refused: [{ reason }] })
    const imported = await importPurchaseFile(world, sales, { ...usual, source: 'till', createClients: true })
    expect(imported).toMatchObject({
      created: 0,
      refused: [
        { line: 2, reason },
        { line: 3, reason }
      ]
    })
    expect(await wholeDatabase(database)).not.toMatch(/ondine/i)
  })

  it('does not bring them back when the mailbox is read again, and keeps the mails of others without them', async () => {
    const mail = arrived({ from: 'Max <max@gone.fr>', to: 'us@shop.fr', messageId: 'm1' })
    const shared = arrived({ from: 'us@shop.fr', to: 'Max <max+x@gone.fr>, Tom <tom@gmail.com>', messageId: 'm2' })
    await store([mail, shared])
    const id = (await clientOf('max@gone.fr'))?.id ?? ''
    await prisma.$transaction((tx) => eraseClient(tx, id, { ...deed, secrets }))
    const again = arrived({ from: 'us@shop.fr', to: 'max@gone.fr, tom@gmail.com', messageId: 'm3' })
    const results = await store([mail, shared, again])
    expect(results).toMatchObject([
      { skipped: { rule: 'erased-person' }, messageId: null },
      { skipped: null, isNew: false },
      { skipped: null, isNew: true }
    ])
    expect(await clientOf('max@gone.fr')).toBeNull()
    expect(await wholeDatabase(database)).not.toMatch(/gone\.fr/)
  })

  it('accounts for the erased mails on their servers', async () => {
    await mails({ from: 'Ivy <ivy@leaf.fr>', to: 'us@shop.fr', messageId: 'i1' })
    const id = (await clientOf('ivy@leaf.fr'))?.id ?? ''
    const message = await prisma.message.findFirstOrThrow({ where: { fromAddress: 'ivy@leaf.fr' } })
    const folder = await aFolder()
    await prisma.messagePlace.create({ data: { folderId: folder, uidValidity: 7n, uid: 12n, messageId: message.id } })
    await prisma.$transaction((tx) => eraseClient(tx, id, { ...deed, secrets }))
    expect(await prisma.skippedMail.findMany()).toEqual([
      {
        folderId: folder,
        uidValidity: 7n,
        uid: 12n,
        rule: 'erased-person',
        identity: secrets.hash(message.identity, 'skipped-mail')
      }
    ])
  })
})

/** An answer that the API keeps for a program that asks twice. */
async function answerKept(body: { id: string; name: string }): Promise<void> {
  const token = {
    id: crypto.randomUUID(),
    name: 'till',
    hash: '0'.repeat(64),
    scopes: ['clients:read'],
    createdAt: NOW
  }
  await prisma.apiToken.create({ data: token })
  await prisma.apiIdempotency.create({
    data: { tokenId: token.id, key: 'k', requestHash: 'h', body, at: NOW }
  })
}

async function aFolder(): Promise<string> {
  const mailbox = await prisma.mailbox.create({
    data: { address: 'us@shop.fr', imapHost: 'h', imapPort: 1, imapTls: 'none', username: 'u', secret: Buffer.from('') }
  })
  const folder = await prisma.folder.create({ data: { mailboxId: mailbox.id, path: 'INBOX', reading: 'read' } })
  return folder.id
}

/** A follow-up that a member took out, with why. */
async function skipped(clientId: string, why: string): Promise<void> {
  const { id: campaignId, versions } = await prisma.campaign.create({
    data: { name: 'news', createdBy: 'test', versions: { create: { number: 1, definition: {}, createdBy: 'test' } } },
    include: { versions: true }
  })
  const when = { occurrenceDay: NOW, meantFor: NOW, dueAt: NOW, dueDay: NOW, expiresAt: NOW, stateSince: NOW }
  const what = { occurrence: '2026', step: 1, to: 'client', purpose: 'marketing', priority: 1, zone: 'Europe/Paris' }
  const { id: followUpId } = await prisma.followUp.create({
    data: {
      campaignId,
      versionId: versions[0]?.id ?? '',
      clientId,
      state: 'skipped',
      reason: 'by-hand',
      detail: why,
      ...when,
      ...what
    }
  })
  const event = { followUpId, at: NOW, kind: 'skipped', reason: 'by-hand', detail: why }
  await prisma.followUpEvent.create({ data: event })
}
