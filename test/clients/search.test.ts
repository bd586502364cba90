import { beforeAll, describe, expect, it } from 'vitest'
import { listClients } from '#src/clients/client-store.ts'
import { indexMessages, searchClients } from '#src/clients/search-store.ts'
import { recordInteraction } from '#src/clients/timeline-store.ts'
import { aBase, NOW } from './a-base.ts'

const { prisma, mails, clientOf } = await aBase()

beforeAll(async () => {
  await mails(
    { from: 'Hélène Vautrin <helene@vautrin-carrelage.fr>', to: 'us@shop.fr', text: 'Le carrelage émaillé est arrivé' },
    { from: 'Bob <bob_1@gmail.com>', to: 'us@shop.fr', text: 'Deux tapis' },
    { from: 'Bobby <bob21@gmail.com>', to: 'us@shop.fr', text: '100 %' }
  )
  const bob = await clientOf('bob_1@gmail.com')
  await recordInteraction(prisma, {
    clientId: bob?.id ?? '',
    at: NOW,
    kind: 'note',
    title: 'Note',
    body: 'Aime le thé fumé',
    source: 'page'
  })
  while (!(await indexMessages(prisma, NOW)).isDone);
})

describe('searching clients', () => {
  it('finds by name, address, company, note and mail, without case and accents', async () => {
    expect(await found('helene')).toEqual(['Hélène Vautrin'])
    expect(await found('VAUTRIN Hél')).toEqual(['Hélène Vautrin'])
    expect(await found('vautrin-carr')).toEqual(['Hélène Vautrin'])
    expect(await found('emaille')).toEqual(['Hélène Vautrin'])
    expect(await found('émaillé carrelage')).toEqual(['Hélène Vautrin'])
    expect(await found('the fume')).toEqual(['Bob'])
    expect(await found('tap')).toEqual(['Bob'])
  })

  it('finds nobody for words that nobody has, none at all, and signs that mean something to a database', async () => {
    for (const query of ['helene tapis', '', '   ', "'", '&|!', ':*', '\\', 'b%b'])
      expect({ query, found: await found(query) }).toEqual({ query, found: [] })
    expect(await found('bob_1')).toEqual(['Bob'])
  })

  it('indexes each mail once', async () => {
    expect(await indexMessages(prisma, NOW)).toEqual({ indexed: 0, isDone: true })
  })
})

async function found(query: string): Promise<string[]> {
  const clients = await listClients(prisma, { state: 'all', among: await searchClients(prisma, query) })
  return clients.map(({ name }) => name)
}
