import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { Definition, type DefinitionInput } from '#src/campaigns/definition.ts'
import { timingOf, windowOf } from '#src/campaigns/due.ts'
import { noHolidays } from '#src/campaigns/window.ts'
import { readyMade } from '#src/campaigns/readymade.ts'

const birthday = readyMade('birthday')?.definition
if (!birthday) throw new Error('the ready-made birthday is gone')

describe('the birthday of 12 May in Paris', () => {
  test('is ahead until nine o’clock', () => {
    expect(timing('2026-05-12T08:59')).toMatchObject({ kind: 'ahead', sendAt: '2026-05-12T09:00:00+02:00' })
  })

  test('learned on the day, the day after or two days after goes out at once (G5)', () => {
    expect(timing('2026-05-12T11:30')).toMatchObject({ kind: 'due', sendAt: '2026-05-12T11:30:00+02:00' })
    expect(timing('2026-05-13T11:30')).toMatchObject({ kind: 'due', sendAt: '2026-05-13T11:30:00+02:00' })
    expect(timing('2026-05-14T15:00')).toMatchObject({ kind: 'due', sendAt: '2026-05-14T15:00:00+02:00' })
  })

  test('learned at night waits for the morning', () => {
    expect(timing('2026-05-12T23:10')).toMatchObject({ kind: 'due', sendAt: '2026-05-13T08:00:00+02:00' })
  })

  test('is missed when the grace is over, or would be before the window opens again (G5)', () => {
    expect(timing('2026-05-15T09:00')).toMatchObject({ kind: 'due' })
    expect(timing('2026-05-15T09:01')).toMatchObject({ kind: 'missed', code: 'missed' })
    expect(timing('2026-05-17T09:00')).toMatchObject({ kind: 'missed', code: 'missed' })
    const early = { window: { opens: '10:00', closes: '12:00' } }
    expect(timing('2026-05-14T13:00', { ...early, steps: [{ template: 'birthday', at: '09:00' }] })).toMatchObject({
      kind: 'due',
      sendAt: '2026-05-15T10:00:00+02:00'
    })
  })

  test('is never sent from before the campaign was switched on (G6)', () => {
    expect(timing('2026-05-12T11:30', {}, '2026-05-12T10:00')).toEqual({ kind: 'past' })
    expect(timing('2026-05-12T11:30', {}, '2026-05-12T08:00')).toMatchObject({ kind: 'due' })
  })
})

test('a window that never opens within the grace is a reason, not a delay for ever (G4)', () => {
  const onMondays = { window: { opens: '08:00', closes: '18:00', weekdays: [1] } }
  // Meant for Monday 11 May; learned on Monday night, the next opening is a week away.
  expect(timing('2026-05-11T20:00', onMondays, '2026-01-01T00:00', '2026-05-11')).toMatchObject({
    kind: 'missed',
    code: 'outside-window'
  })
})

test('nothing goes out after the last day of the offer (G4)', () => {
  const offer = {
    discount: { kind: 'percent', percent: 10 },
    codePrefix: 'FETE',
    validDays: 30,
    endsOn: '2026-05-12'
  } as const
  expect(timing('2026-05-12T18:00', { offer })).toMatchObject({ kind: 'due' })
  expect(timing('2026-05-13T09:00', { offer })).toMatchObject({ kind: 'missed' })
  expect(timing('2026-05-10T09:00', { offer: { ...offer, endsOn: '2026-05-11' } })).toMatchObject({
    kind: 'missed',
    code: 'expired'
  })
})

test('each step counts from the trigger’s own day of sending', () => {
  const twoSteps: Partial<DefinitionInput> = {
    trigger: { kind: 'birthday', shift: { days: -7 } },
    steps: [{ template: 'one' }, { template: 'two', after: { months: 1 } }]
  }
  const definition = define(twoSteps)
  const days = definition.steps.map((step) => {
    const plan = { definition, step, zone: 'Europe/Paris', window: windowOf(definition, noHolidays) }
    const now = Temporal.Instant.from('2026-01-01T00:00Z')
    const timing = timingOf(Temporal.PlainDate.from('2026-02-07'), plan, { now, activeSince: now })
    return timing.kind === 'past' ? null : timing.meantFor.toPlainDate().toString()
  })
  expect(days).toEqual(['2026-01-31', '2026-02-28'])
})

function define(change: Partial<DefinitionInput>): Definition {
  return Definition.parse({ ...birthday, ...change })
}

/** Told by the client's wall clock in Paris. */
function timing(
  now: string,
  change: Partial<DefinitionInput> = {},
  activeSince = '2026-01-01T00:00',
  day = '2026-05-12'
): Record<string, string> {
  const definition = define(change)
  const [step] = definition.steps
  if (!step) throw new Error('a definition has at least one step')
  const plan = { definition, step, zone: 'Europe/Paris', window: windowOf(definition, noHolidays) }
  const clock = { now: paris(now), activeSince: paris(activeSince) }
  const timing = timingOf(Temporal.PlainDate.from(day), plan, clock)
  if (timing.kind === 'past') return { kind: 'past' }
  if (timing.kind === 'missed') return { kind: 'missed', code: timing.refusal.code }
  return { kind: timing.kind, sendAt: timing.sendAt.toString({ timeZoneName: 'never' }) }
}

function paris(wall: string): Temporal.Instant {
  return Temporal.PlainDateTime.from(wall).toZonedDateTime('Europe/Paris').toInstant()
}
