import { beforeAll, describe, expect, test } from 'vitest'
import { addReminder } from '#src/clients/reminder-store.ts'
import { ownedWorld, visitor, type TestWorld, type Visitor } from './world.ts'

let world: TestWorld
let owner: Visitor
beforeAll(async () => {
  ;({ world, owner } = await ownedWorld())
})

const PAGE = '/account/calendar'

async function address(): Promise<string> {
  const html = await (await owner.send(PAGE, {})).text()
  return new URL(/https?:[^<"]+\.ics/.exec(html)?.[0] ?? 'http://none.test/').pathname
}

/** Long lines are folded (RFC 5545, section 3.1). */
async function events(path: string): Promise<string[]> {
  const text = (await visitor(world).text(path)).replaceAll('\r\n ', '')
  return text.split('BEGIN:VEVENT').slice(1)
}

describe('the calendar', () => {
  test('is shown by its address once, and only its hash is kept', async () => {
    const path = await address()
    expect(path).toMatch(/^\/calendar\/[\w-]{32}\.ics$/)
    expect(await owner.text(PAGE)).not.toContain('.ics')
    const stored = JSON.stringify(await world.db.calendarFeed.findMany())
    expect(stored).not.toContain(path.slice(10, -4))
    const answer = await visitor(world).ask(path)
    expect(answer.headers.get('Content-Type')).toBe('text/calendar; charset=utf-8')
    expect(await answer.text()).toMatch(/^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\n[^]*END:VCALENDAR/)
  })

  test('holds reminders, birthdays (29 February as well) and follow-ups by day, as their member may see them', async () => {
    const me = await world.db.member.findFirstOrThrow({ where: { role: 'owner' } })
    const other = await world.db.member.create({ data: { name: 'Max', email: 'max@boutique.example' } })
    const active = { state: 'active', stateReason: 'test' }
    const claire = await world.db.client.create({
      data: { ...active, name: 'Claire, dite « Clé »', birthdayMonth: 12, birthdayDay: 1, birthdayYear: 1980 }
    })
    const birthday = { birthdayMonth: 12, birthdayDay: 2 }
    await world.db.client.create({ data: { ...active, name: 'Not mine', ...birthday, ownerId: other.id } })
    await world.db.client.create({ data: { ...active, name: 'Far off', birthdayMonth: 6, birthdayDay: 1 } })
    await world.db.client.create({ data: { ...active, name: 'Bissextile', birthdayMonth: 2, birthdayDay: 29 } })
    const about = { clientId: claire.id, threadId: null, sourceMessageId: null, unlessAnsweredSince: null }
    const dueAt = new Date('2026-11-30T09:00:00Z')
    await addReminder(world.db, { ...about, memberId: me.id, dueAt, text: 'Rappeler; prix, délai\nurgent' })
    await addReminder(world.db, { ...about, memberId: other.id, dueAt, text: 'Pour Max' })
    await followUp(claire.id)
    world.clock.set('2027-02-10T09:00:00Z')
    const early = await events(await address())
    expect(early.join()).toMatch(/DTSTART;VALUE=DATE:20270228[^]*Bissextile/)
    world.clock.set('2026-11-24T09:30:00Z')

    const found = await events(await address())
    expect(found).toHaveLength(3)
    const [reminder = '', day = '', followUps = ''] = found
    expect(reminder).toContain('DTSTART:20261130T090000Z')
    expect(reminder).toContain('SUMMARY:Rappeler\\; prix\\, délai\\nurgent (Claire\\, dite « Clé »)')
    expect(reminder).toContain('BEGIN:VALARM')
    expect(day).toContain('DTSTART;VALUE=DATE:20261201')
    expect(day).toContain('SUMMARY:Anniversaire\u00a0: Claire\\, dite « Clé » (46 ans)')
    expect(followUps).toContain('DTSTART;VALUE=DATE:20261125')
    expect(followUps).toContain('1 relance')
  })

  test('ends when its address is changed, deleted, or its member leaves', async () => {
    const first = await address()
    const second = await address()
    expect((await visitor(world).ask(first)).status).toBe(404)
    expect((await visitor(world).ask(second)).status).toBe(200)
    await world.db.member.updateMany({ where: { role: 'owner' }, data: { leftAt: new Date() } })
    expect((await visitor(world).ask(second)).status).toBe(404)
    await world.db.member.updateMany({ where: { role: 'owner' }, data: { leftAt: null } })
    await owner.send(`${PAGE}/end`, {}, PAGE)
    expect((await visitor(world).ask(second)).status).toBe(404)
    expect((await visitor(world).ask('/calendar/.ics')).status).toBe(404)
  })
})

async function followUp(clientId: string): Promise<void> {
  const by = { createdAt: new Date(), createdBy: 'test' }
  const { id: campaignId } = await world.db.campaign.create({ data: { name: 'thanks', ...by } })
  const version = await world.db.campaignVersion.create({ data: { campaignId, number: 1, definition: {}, ...by } })
  const at = new Date('2026-11-25T08:00:00Z')
  await world.db.followUp.create({
    data: {
      campaignId,
      versionId: version.id,
      clientId,
      occurrence: '2026',
      step: 1,
      occurrenceDay: at,
      to: 'client',
      purpose: 'marketing',
      priority: 1,
      zone: 'Europe/Paris',
      meantFor: at,
      dueAt: at,
      dueDay: at,
      expiresAt: new Date('2026-11-28T08:00:00Z'),
      state: 'planned',
      stateSince: at
    }
  })
}
