const FRENCH = new Set(
  'le la les des une est et vous nous pour dans avec que qui sur pas votre notre vos nos merci bonjour cordialement je suis bien mon ma cette été aux du au ce sont avez salutations'.split(
    ' '
  )
)
const ENGLISH = new Set(
  'the and you for with that this your our are have has was will not from thanks thank hello dear regards would please can could is it we be'.split(
    ' '
  )
)
const SAMPLE_CHARACTERS = 1000
const WORD_ENDS = /[\s.,;:!?'’()"<>/-]+/
const SURE_WORDS = 2

/** French or English, by the words that no sentence does without; null where neither is clear. */
export function languageOf(text: string): 'fr' | 'en' | null {
  let french = 0
  let english = 0
  for (const word of text.slice(0, SAMPLE_CHARACTERS).toLowerCase().split(WORD_ENDS)) {
    if (FRENCH.has(word)) french++
    if (ENGLISH.has(word)) english++
  }
  if (french >= SURE_WORDS && french > english) return 'fr'
  if (english >= SURE_WORDS && english > french) return 'en'
  return null
}
