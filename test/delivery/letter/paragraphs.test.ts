import { describe, expect, test } from 'vitest'
import { bodyAsMjml, typeset } from '#src/delivery/letter/paragraphs.ts'
import { showLetter } from '#src/delivery/letter/editor.ts'

describe('the body of a letter', () => {
  test('is paragraphs with an empty line between, lines kept', () => {
    expect(bodyAsMjml('{{greeting}},\n\nUn mot.\nDeux mots.\n', 'fr')).toBe(
      '<mj-text>{{greeting}},</mj-text>\n<mj-text>Un mot.<br />Deux mots.</mj-text>'
    )
  })

  test('has the coupon where it says so, and blocks around whole paragraphs', () => {
    expect(bodyAsMjml('{{#if years}}\n\n[bon]\n\n{{/if}}', 'fr')).toBe(
      '<mj-raw>{{#if years}}</mj-raw>\n<!--coupon-->\n<mj-raw>{{/if}}</mj-raw>'
    )
  })

  test('shows signs as they were written, and is left alone where it is MJML', () => {
    expect(bodyAsMjml('Fil < 2 m & <b>', 'en')).toBe('<mj-text>Fil &lt; 2 m &amp; &lt;b&gt;</mj-text>')
    expect(bodyAsMjml('<mj-text>A<br />B</mj-text>', 'en')).toBe('<mj-text>A<br />B</mj-text>')
  })

  test('an owner’s plain letter becomes HTML and text', async () => {
    const shown = await showLetter(
      "subject: C'est prêt !\n---\n{{greeting}},\n\nVotre lampe est prête.\n\n[bon]\n",
      'fr'
    )
    if (shown.kind !== 'letter') throw new Error(shown.faults[0]?.message.fr)
    expect(shown.letter.subject).toBe('C’est prêt\u00a0!')
    expect(shown.letter.text).toContain('Bonjour Zoé,\n\nVotre lampe est prête.\n\nFETE-7KQX-M3RT')
  })
})

test.each([
  [
    'fr',
    "Passez quand vous voulez : l'atelier est ouvert !",
    'Passez quand vous voulez\u00a0: l’atelier est ouvert\u00a0!'
  ],
  ['fr', '« {{thread.subject}} » ?', '«\u00a0{{thread.subject}}\u00a0»\u00a0?'],
  ['fr', '{{plural years "an" "ans"}} déjà', '{{plural years "an" "ans"}} déjà'],
  ['fr', '<a href="https://a.example/?x=1">d\'ici</a>', '<a href="https://a.example/?x=1">d’ici</a>'],
  ['en', 'It\'s "quite" late: {{years}}!', 'It’s “quite” late: {{years}}!']
] as const)('in %s, %s is set as it should be', (language, written, set) => {
  expect(typeset(written, language)).toBe(set)
})
