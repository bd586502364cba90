import { Temporal } from 'temporal-polyfill'
import { activate, saveDefinition } from '#src/campaigns/campaign-store.ts'
import { Definition, type DefinitionInput } from '#src/campaigns/definition.ts'
import { planTick } from '#src/campaigns/plan.ts'
import { readyMade } from '#src/campaigns/readymade.ts'
import { noHolidays } from '#src/campaigns/window.ts'
import { setPace } from '#src/delivery/pace-store.ts'
import type { Database } from '#src/platform/database/database.ts'
import type { Secrets } from '#src/platform/secrets.ts'
import { writeSettings } from '#src/platform/setting-store.ts'
import { france } from '../people.ts'

export const MAILBOX = '01890000-0000-7000-8000-000000000001'

/** A firm with one mailbox, which sends by an SMTP server of the test as fast as the server takes it. */
export async function addSendingMailbox(
  { prisma }: Database,
  { secrets, smtpPort }: { secrets: Secrets; smtpPort: number }
): Promise<void> {
  await writeSettings(prisma, { 'firm.name': 'Atelier Lumen', 'firm.postalAddress': '12 rue des Tisserands, Lyon' })
  const credential = JSON.stringify({ kind: 'password', password: 'x' })
  await prisma.mailbox.create({
    data: {
      id: MAILBOX,
      address: 'contact@atelier.example',
      imapHost: '127.0.0.1',
      imapPort: 1,
      imapTls: 'none',
      smtpHost: '127.0.0.1',
      smtpPort,
      smtpTls: 'none',
      username: 'contact',
      secret: Buffer.from(secrets.seal(credential, `mailbox:${MAILBOX}`))
    }
  })
  await setPace(prisma, MAILBOX, { perMinute: 1_000_000, perDay: 1_000_000 })
}

/** The day of the year that it is at the firm's. */
export function birthdayToday(): { month: number; day: number } {
  const { month, day } = Temporal.Now.zonedDateTimeISO(france.zone)
  return { month, day }
}

/** Switches a campaign of birthdays on that writes at any hour, and plans those of today, by the real clock. */
export async function planBirthdaysOfToday(
  database: Database,
  { name, more = {} }: { name: string; more?: Partial<DefinitionInput> }
): Promise<void> {
  const { prisma } = database
  const now = Temporal.Now.instant()
  const definition = Definition.parse({
    ...readyMade('birthday')?.definition,
    steps: [{ template: 'birthday', at: '00:00' }],
    window: { opens: '00:00', closes: '00:00' },
    ...more
  })
  const since = { now: now.subtract({ hours: 48 }), by: 'owner' }
  await saveDefinition(prisma, name, { definition, ...since })
  await activate(prisma, name, since)
  await planTick(database, { now, firm: france, holidays: noHolidays })
}
