import { randomUUID } from 'node:crypto'
import { Temporal } from 'temporal-polyfill'
import type { Firm } from '#src/campaigns/firm.ts'
import type { Tick } from '#src/campaigns/plan.ts'
import { noHolidays } from '#src/campaigns/window.ts'
import { dateOf } from '#src/platform/clock.ts'
import type { Database } from '#src/platform/database/database.ts'

export const france: Firm = {
  zone: 'Europe/Paris',
  country: 'FR',
  currency: 'EUR',
  language: 'fr',
  toldAtCollection: false,
  closedDays: []
}

/** The world at an instant, such as `2026-05-12T09:00[Europe/Paris]`. */
export function tickAt(zoned: string, firm: Firm = france): Tick {
  return { now: instant(zoned), firm, holidays: noHolidays }
}

export function instant(zoned: string): Temporal.Instant {
  return Temporal.ZonedDateTime.from(zoned).toInstant()
}

export interface Person {
  name?: string
  address?: string | null
  birthday?: { month: number; day: number; year?: number }
  zone?: string
  state?: string
  customerSince?: string
  /** The day of express consent; null: none. */
  consent?: string | null
  fields?: Record<string, string>
  companyId?: string
}

/** Stores a client who has an address and has agreed to marketing in 2025, unless told otherwise. */
export async function addClient({ prisma }: Database, person: Person = {}): Promise<string> {
  const id = randomUUID()
  const address = person.address === undefined ? `${id}@example.org` : person.address
  const consent = person.consent === undefined ? '2025-06-01' : person.consent
  await prisma.client.create({
    data: {
      id,
      name: person.name ?? 'Claire Martin',
      state: person.state ?? 'active',
      stateReason: 'test',
      zone: person.zone ?? null,
      birthdayMonth: person.birthday?.month ?? null,
      birthdayDay: person.birthday?.day ?? null,
      birthdayYear: person.birthday?.year ?? null,
      customerSince: person.customerSince === undefined ? null : new Date(person.customerSince),
      fields: person.fields ?? {},
      companyId: person.companyId ?? null,
      ...(address !== null && {
        addresses: { create: { address, matchKey: address, isPrimary: true, source: 'test' } }
      }),
      ...(consent !== null && {
        consents: {
          create: {
            purpose: 'marketing',
            state: 'given',
            basis: 'express',
            method: 'form',
            at: new Date(consent),
            recordedBy: 'test'
          }
        }
      })
    }
  })
  return id
}

/** Stores a purchase on a day, recorded at an instant (now, unless told). */
export async function addPurchase(
  { prisma }: Database,
  clientId: string,
  { on, recordedAt, amount = 5000n }: { on: string; recordedAt?: string; amount?: bigint }
): Promise<string> {
  const id = randomUUID()
  await prisma.purchase.create({
    data: {
      id,
      clientId,
      on: new Date(on),
      currency: 'EUR',
      amount,
      source: 'test',
      externalId: id,
      linesDigest: '',
      ...(recordedAt !== undefined && { recordedAt: dateOf(instant(recordedAt)) })
    }
  })
  return id
}

/** Stores a mail of the client's own, as the mailbox would. */
export async function addMail(
  { prisma }: Database,
  clientId: string,
  mail: { at: string; kind?: 'human' | 'automatic'; direction?: 'in' | 'out'; text?: string; returnDate?: string }
): Promise<{ threadId: string; messageId: string }> {
  const at = dateOf(instant(mail.at))
  const direction = mail.direction ?? 'in'
  const thread = await prisma.thread.create({
    data: { subject: 'Bonjour', firstAt: at, lastAt: at, lastDirection: direction, messageCount: 1 }
  })
  const message = await prisma.message.create({
    data: {
      identity: randomUUID(),
      threadId: thread.id,
      direction,
      kind: mail.kind ?? 'human',
      evidence: [],
      subject: 'Bonjour',
      baseSubject: 'Bonjour',
      fromName: '',
      fromAddress: '',
      sentAt: at,
      text: mail.text ?? '',
      replyText: mail.text ?? '',
      signature: '',
      understood: mail.returnDate === undefined ? {} : { automatic: { absence: true, returnDate: mail.returnDate } },
      size: 1000
    }
  })
  await prisma.interaction.create({
    data: { clientId, at, kind: 'mail', direction, title: 'Bonjour', messageId: message.id, source: 'mailbox' }
  })
  return { threadId: thread.id, messageId: message.id }
}
