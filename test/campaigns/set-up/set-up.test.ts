import { expect, test } from 'vitest'
import { findCampaign } from '#src/campaigns/campaign-store.ts'
import { choicesOf, type Choices } from '#src/campaigns/set-up/choices.ts'
import { draftCampaign, setUpCampaign } from '#src/campaigns/set-up/set-up.ts'
import { addField } from '#src/clients/fields/definition-store.ts'
import { readLetter } from '#src/delivery/letter/editor.ts'
import { testDatabase } from '#test/setup/database.ts'
import { france, instant } from '#test/campaigns/people.ts'

const database = await testDatabase()
const { prisma } = database
const choosing = { firm: france, now: instant('2026-05-12T09:00[Europe/Paris]'), by: 'zoe', language: 'fr' as const }

test('the choices of a ready-made campaign, sent back as they are, change nothing', async () => {
  for (const name of ['birthday', 'reactivation', 'unanswered', 'private-sale']) {
    const { definition } = await findCampaign(prisma, name)
    const draft = await draftCampaign(
      prisma,
      name,
      choicesOf(definition, { currency: 'EUR', language: 'fr' }),
      choosing
    )
    expect(draft).toMatchObject({ kind: 'right', campaign: { definition } })
  }
})

test('every sentence of the birthday becomes a new version', async () => {
  const saved = await setUpCampaign(
    prisma,
    'birthday',
    {
      days: '7',
      side: 'before',
      at: '9h30',
      weekdays: ['1', '2', '3', '4', '5'],
      holidays: 'avoid',
      offer: 'amount',
      amount: '15,00 €',
      minimum: '50',
      validDays: '20',
      perMonth: '4',
      holdOut: '10',
      approval: 'batch',
      budget: '1 000,00'
    },
    choosing
  )
  expect(saved).toMatchObject({
    kind: 'saved',
    campaign: {
      version: { number: 1 },
      definition: {
        trigger: { kind: 'birthday', shift: { months: 0, days: -7 } },
        steps: [{ at: '09:30', template: 'birthday' }],
        window: { weekdays: [1, 2, 3, 4, 5], holidays: 'avoid' },
        offer: { discount: { kind: 'amount', amount: 1500 }, minimumSpend: 5000, validDays: 20 },
        caps: { in7Days: 1, in30Days: 4 },
        holdOut: 0.1,
        approval: 'batch',
        budget: 100_000
      }
    }
  })
})

test.each([
  ['fr', '1.234,50', '2,5'],
  ['fr', '1 234,50 €', '2,5 %'],
  ['en', '€1,234.50', '2.5'],
  ['en', '1 234.50', '2.5%']
] as const)('who reads %s writes %s and %s', async (language, budget, holdOut) => {
  const draft = await draftCampaign(prisma, 'birthday', { budget, holdOut }, { ...choosing, language })
  expect(draft).toMatchObject({ campaign: { definition: { budget: 123_450, holdOut: 0.025 } } })
})

test('a number that could be two is refused, and one that means the same in both ways is not', async () => {
  const budgetOf = async (budget: string, language: 'fr' | 'en') => {
    const draft = await draftCampaign(prisma, 'birthday', { budget }, { ...choosing, language })
    return draft.kind === 'wrong' ? draft.faults.budget?.fr : draft.campaign.definition.budget
  }
  expect(await budgetOf('1.500', 'fr')).toBe('Écrivez un montant, comme 25,00.')
  expect(await budgetOf('1,500', 'en')).toBe(150_000)
  expect(await budgetOf('25.00', 'fr')).toBe(2_500)
})

test('each field that does not fit is told in both languages, and nothing is stored', async () => {
  const outcome = await setUpCampaign(
    prisma,
    'private-sale',
    {
      on: '2026-05-11',
      at: '25:00',
      weekdays: [],
      who: 'segment',
      segment: 'Parisiennes',
      percent: 'beaucoup',
      validDays: '0',
      holdOut: '80',
      budget: '-3',
      letters: ['nowhere']
    },
    choosing
  )
  if (outcome.kind !== 'wrong') throw new Error('it was saved')
  expect(Object.keys(outcome.faults).sort()).toEqual(
    ['at', 'budget', 'holdOut', 'on', 'percent', 'validDays', 'weekdays'].sort()
  )
  expect(outcome.faults.on).toEqual({ fr: 'Choisissez un jour à venir.', en: 'Choose a day to come.' })
  expect((await findCampaign(prisma, 'private-sale')).version).toBeNull()
})

test('what only the database knows is told in the same way', async () => {
  const choices = { who: 'segment', segment: 'Parisiennes', letters: ['nowhere'] }
  expect(await draftCampaign(prisma, 'thanks', choices, choosing)).toMatchObject({
    kind: 'wrong',
    faults: { segment: { en: expect.stringContaining('segment') }, letters: { en: expect.stringContaining('letter') } }
  })
})

test('an hour outside the window, letters out of order, and a purchase of no amount are refused', async () => {
  const faultsOf = async (name: string, choices: object) => {
    const draft = await draftCampaign(prisma, name, choices, choosing)
    return draft.kind === 'wrong' ? Object.keys(draft.faults) : []
  }
  expect(await faultsOf('thanks', { at: '19:00' })).toEqual(['at'])
  expect(await faultsOf('thanks', { at: '19:00', closes: '20:00' })).toEqual([])
  expect(await faultsOf('reactivation', { letterDays: ['5', '5'] })).toEqual(['letterDays'])
  expect(await faultsOf('thanks', { offer: 'amount', amount: '0' })).toEqual(['amount'])
  expect(await faultsOf('thanks', { who: 'condition', condition: '{"kind":"tag"}' })).toEqual(['condition'])
  expect(await faultsOf('private-sale', { on: '2026-06-10', endsOn: '2026-06-01' })).toEqual(['endsOn'])
})

test('an offer that is over before it begins, a budget for no coupon and a window that never opens are told where they stand', async () => {
  const faultsOf = async (choices: Choices) => {
    const outcome = await setUpCampaign(prisma, 'birthday', choices, choosing)
    return outcome.kind === 'wrong' ? outcome.faults : {}
  }
  expect(await faultsOf({ endsOn: '2020-01-01' })).toEqual({
    endsOn: { fr: 'Choisissez un jour à venir.', en: 'Choose a day to come.' }
  })
  expect(await faultsOf({ budget: '0' })).toMatchObject({ budget: { en: expect.stringContaining('one coupon') } })
  expect(Object.keys(await faultsOf({ offer: 'amount', amount: '20', budget: '19,99' }))).toEqual(['budget'])
  const shut = await faultsOf({ opens: '09:00', closes: '09:00' })
  expect(shut).toMatchObject({ closes: { fr: expect.stringContaining('sont les mêmes') } })
  expect(await faultsOf({ offer: 'amount', amount: '20', budget: '20', endsOn: '2026-12-31' })).toEqual({})
})

test('a campaign of one’s own gets a name, a letter of its own, and is off', async () => {
  await addField(prisma, {
    key: 'wedding_day',
    label: { fr: 'Mariage', en: 'Wedding' },
    type: 'date',
    choices: [],
    subject: 'client'
  })
  const made = await setUpCampaign(
    prisma,
    null,
    {
      title: 'Fête des mères !',
      trigger: 'date-field',
      dateField: 'wedding_day',
      days: '3',
      side: 'before',
      offer: 'percent'
    },
    choosing
  )
  expect(made).toMatchObject({
    kind: 'saved',
    campaign: {
      name: 'fete-des-meres',
      title: 'Fête des mères !',
      activity: { kind: 'never-on' },
      definition: { steps: [{ template: 'fete-des-meres' }], offer: { codePrefix: 'FETE' } }
    }
  })
  expect((await readLetter(prisma, { name: 'fete-des-meres', language: 'fr' })).source).toContain('{{greeting}}')
  const again = await setUpCampaign(prisma, null, { title: 'Fête des mères', trigger: 'once' }, choosing)
  expect(again).toMatchObject({ campaign: { name: 'fete-des-meres-2' } })
  expect(await setUpCampaign(prisma, null, { title: '', trigger: 'once' }, choosing)).toMatchObject({
    kind: 'wrong',
    faults: { title: { fr: 'Donnez un nom à la campagne.' } }
  })
  expect(await setUpCampaign(prisma, null, { title: 'x', trigger: 'moonrise' }, choosing)).toMatchObject({
    kind: 'wrong',
    faults: { trigger: {} }
  })
})

test('a limit or a day that is left empty is taken away again', async () => {
  const chosen = { budget: '100', endsOn: '2026-12-31', on: '2026-12-05' }
  await setUpCampaign(prisma, 'private-sale', chosen, choosing)
  await setUpCampaign(prisma, 'private-sale', { budget: '', endsOn: '', on: '' }, choosing)
  const { definition } = await findCampaign(prisma, 'private-sale')
  expect(definition).toMatchObject({ budget: null, offer: { endsOn: null }, trigger: { kind: 'once', on: null } })
})
