import { expect, test } from 'vitest'
import type { Definition } from '#src/campaigns/definition.ts'
import { READY_MADE } from '#src/campaigns/readymade.ts'
import { whatItDoes } from '#src/campaigns/what-it-does.ts'

/** A ready-made campaign told with some of its definition changed; spaces that do not break are plain. */
function told(
  name: string,
  language: 'fr' | 'en',
  change: (definition: Definition) => Partial<Definition> = () => ({})
) {
  const definition = READY_MADE.find((campaign) => campaign.name === name)?.definition
  if (!definition) throw new Error(`${name} is not ready-made`)
  const campaign = { name, definition: { ...definition, ...change(definition) } }
  return whatItDoes(campaign, { language, currency: 'EUR' }).replaceAll(/[\u00a0\u202f]/g, ' ')
}

test('the ready-made campaigns are told as they come', () => {
  expect(told('birthday', 'fr')).toBe(
    'Un mot d’anniversaire, le jour même, à 9 h à l’heure du client. Avec un bon personnel de 10 %, valable 30 jours. Week-ends et jours fériés compris.'
  )
  expect(told('birthday', 'en')).toBe(
    'A birthday word, on the day itself, at 9:00 by the client’s clock. With a personal coupon of 10%, valid for 30 days. Weekends and holidays included.'
  )
  expect(told('anniversary', 'fr')).toContain('chaque année, à la date du premier achat, à 9 h')
  expect(told('reactivation', 'fr')).toContain('n’a rien écrit depuis 30 jours')
  expect(told('reactivation', 'en')).toContain(
    '; then, without an answer, another 10 days later. It stops as soon as the client answers, buys, or comes to a meeting.'
  )
  expect(told('thanks', 'en')).toContain('2 days after a purchase, at 10:00')
  expect(told('unanswered', 'fr')).toBe(
    'Quand un client attend votre réponse depuis 2 jours, un rappel à l’équipe à 9 h. Quand c’est vous qui attendez la sienne depuis 7 jours, un mot au client à 9 h. Seulement du lundi au vendredi, jours fériés exclus.'
  )
  expect(told('private-sale', 'en')).toContain('once, on the day that you choose')
})

test('hour, days and offer are those of the definition now', () => {
  const changed = (definition: Definition): Partial<Definition> => ({
    trigger: { kind: 'birthday', shift: { months: 0, days: -7 }, leapDay: 'feb-28' },
    steps: definition.steps.map((step) => ({ ...step, at: '20:30' })),
    window: { opens: '08:00', closes: '21:00', weekdays: [6, 2], holidays: 'avoid' },
    offer: null
  })
  expect(told('birthday', 'fr', changed)).toBe(
    'Un mot d’anniversaire, 7 jours avant le jour, à 20 h 30 à l’heure du client. Seulement mardi et samedi, jours fériés exclus.'
  )
  expect(told('birthday', 'en', changed)).toBe(
    'A birthday word, 7 days before the day, at 20:30 by the client’s clock. Only Tuesday and Saturday, holidays left out.'
  )
})

test('a campaign of one’s own is told too', () => {
  const own = (trigger: Definition['trigger']) => {
    const definition = { ...READY_MADE[0]?.definition, trigger, offer: null }
    return definition
  }
  const entered = own({ kind: 'segment-entered', segment: 'Fidèles', shift: { months: 0, days: 3 } })
  expect(told('birthday', 'fr', () => entered)).toContain(
    '3 jours après le jour où un client entre dans le segment « Fidèles »'
  )
  const bought = own({ kind: 'after-purchase', types: ['lampe', 'bureau'], shift: { months: 1, days: 0 } })
  expect(told('birthday', 'en', () => bought)).toContain('1 month after a purchase (lampe and bureau)')
  const dated = own({
    kind: 'date-field',
    field: 'wedding',
    yearly: true,
    shift: { months: 0, days: 0 },
    leapDay: 'feb-28'
  })
  expect(told('birthday', 'fr', () => dated)).toContain('chaque année, à une date de la fiche')
  expect(told('birthday', 'fr', () => own({ kind: 'once', on: '2026-12-05' }))).toContain(
    'une seule fois, le 5 décembre 2026'
  )
})
