import { describe, expect, test } from 'vitest'
import { Definition } from '#src/campaigns/definition.ts'
import { READY_MADE, readyMade } from '#src/campaigns/readymade.ts'

describe('the ready-made campaigns', () => {
  test('are the six that scripts rely on', () => {
    expect(READY_MADE.map(({ name }) => name)).toEqual([
      'birthday',
      'anniversary',
      'reactivation',
      'thanks',
      'unanswered',
      'private-sale'
    ])
  })

  test.each(READY_MADE)('$name is told in both languages and is a valid definition', (campaign) => {
    for (const words of [campaign.title, campaign.mail, campaign.forWhom, campaign.whyItPays]) {
      expect(words.fr.length).toBeGreaterThan(5)
      expect(words.en.length).toBeGreaterThan(5)
      expect(words.fr).not.toBe(words.en)
    }
    expect(Definition.parse(campaign.definition)).toEqual(campaign.definition)
  })

  test('the birthday goes out on the day itself at nine, weekends and holidays included; the others on working days', () => {
    const windows = READY_MADE.map(({ definition: { window } }) => `${window.weekdays.join('')} ${window.holidays}`)
    expect(windows).toEqual(['1234567 send', ...Array<string>(5).fill('12345 avoid')])
    expect(readyMade('birthday')?.definition.steps.map((step) => step.at)).toEqual(['09:00'])
  })
})

describe('a definition is refused', () => {
  const birthday = readyMade('birthday')?.definition
  test.each([
    [
      'that asks for years where nothing is counted',
      { trigger: { kind: 'late' }, steps: [{ template: 'a', requires: ['years'] }] }
    ],
    [
      'whose steps do not come one after the other',
      { steps: [{ template: 'a', after: { days: 3 } }, { template: 'b' }] }
    ],
    ['that writes to the team about a birthday', { steps: [{ template: 'a', to: 'team' }] }],
    ['without a step', { steps: [] }],
    ['whose window never opens', { window: { weekdays: [] } }],
    ['with an hour that does not exist', { steps: [{ template: 'a', at: '25:00' }] }],
    ['with a field that does not exist', { colour: 'red' }],
    [
      'that gives more than the price',
      { offer: { discount: { kind: 'percent', percent: 120 }, codePrefix: 'AB', validDays: 3 } }
    ]
  ])('%s', (_what, change) => {
    expect(Definition.safeParse({ ...birthday, ...change }).success).toBe(false)
  })
})
