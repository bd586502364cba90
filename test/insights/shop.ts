import type { Db } from '#src/platform/database/database.ts'
import { recordPurchases, type GivenPurchase } from '#src/purchases/store.ts'

/** A shop for tests: clients by a short name, and what they bought. */
export interface Shop {
  /** The id of a client, who is made at first mention. */
  client(name: string): Promise<string>
  buys(name: string, on: string, amount: number, more?: Partial<GivenPurchase>): Promise<void>
  /** A call, visit, meeting or mail that we made to a client, or they to us. */
  act(name: string, kind: string, at: string, direction?: string): Promise<void>
  followsUp(name: string, sentAt: string): Promise<void>
}

export function openShop(db: Db): Shop {
  const ids = new Map<string, string>()
  let orders = 0
  const client = async (name: string) => {
    const known = ids.get(name)
    if (known !== undefined) return known
    const { id } = await db.client.create({ data: { name, externalId: name, state: 'active', stateReason: 'import' } })
    ids.set(name, id)
    return id
  }
  return {
    client,
    async buys(name, on, amount, more = {}) {
      const clientId = await client(name)
      const purchase = {
        clientId,
        externalId: `order-${++orders}`,
        on,
        currency: 'EUR',
        amount: BigInt(Math.round(amount * 100)),
        discount: 0n,
        lines: [],
        ...more
      }
      await recordPurchases(db, 'shop', [purchase])
    },
    async act(name, kind, at, direction = 'out') {
      await db.interaction.create({
        data: { clientId: await client(name), at: new Date(at), kind, direction, title: kind, source: 'test' }
      })
    },
    async followsUp(name, sentAt) {
      const at = new Date(sentAt)
      const campaign = await db.campaign.upsert({
        where: { name: 'test' },
        create: {
          name: 'test',
          createdBy: 'test',
          versions: { create: { number: 1, definition: {}, createdBy: 'test' } }
        },
        update: {},
        include: { versions: true }
      })
      const versionId = campaign.versions[0]?.id ?? ''
      const times = {
        occurrenceDay: at,
        meantFor: at,
        dueAt: at,
        expiresAt: at,
        dueDay: at,
        stateSince: at,
        sentAt: at
      }
      await db.followUp.create({
        data: {
          campaignId: campaign.id,
          versionId,
          clientId: await client(name),
          occurrence: sentAt,
          step: 1,
          to: 'client',
          purpose: 'marketing',
          priority: 1,
          zone: 'Europe/Paris',
          state: 'sent',
          ...times
        }
      })
    }
  }
}
