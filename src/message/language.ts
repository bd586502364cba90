const FRENCH =
  'le la les des une est et vous nous pour dans avec que qui sur pas votre notre vos nos merci bonjour cordialement je suis bien mon ma cette été aux du au ce sont avez salutations'
const ENGLISH =
  'the and you for with that this your our are have has was will not from thanks thank hello dear regards would please can could is it we be'
const WORDS = new Map<string, 'fr' | 'en'>([
  ...FRENCH.split(' ').map((word): [string, 'fr'] => [word, 'fr']),
  ...ENGLISH.split(' ').map((word): [string, 'en'] => [word, 'en'])
])
const LONGEST = Math.max(...[...WORDS.keys()].map((word) => word.length))
const SAMPLE_CHARACTERS = 1000
const SURE_WORDS = 2

/** French or English, by the words that no sentence does without; null where neither is clear. */
export function languageOf(text: string): 'fr' | 'en' | null {
  let french = 0
  let english = 0
  const sample = text.slice(0, SAMPLE_CHARACTERS).toLowerCase()
  for (let start = 0, index = 0; index <= sample.length; index++) {
    if (index < sample.length && !endsWord(sample.charCodeAt(index))) continue
    const length = index - start
    const language = length > 1 && length <= LONGEST ? WORDS.get(sample.slice(start, index)) : undefined
    if (language === 'fr') french++
    else if (language === 'en') english++
    start = index + 1
  }
  if (french >= SURE_WORDS && french > english) return 'fr'
  if (english >= SURE_WORDS && english > french) return 'en'
  return null
}

const WORD_END = /[\s.,;:!?'’()"<>/-]/
/** For the letters of most alphabets: to ask the pattern of each character of each mail costs twice as much. */
const KNOWN_ENDS = Uint8Array.from({ length: 0x1000 }, (_, code) => (WORD_END.test(String.fromCharCode(code)) ? 1 : 0))

function endsWord(code: number): boolean {
  return code < KNOWN_ENDS.length ? KNOWN_ENDS[code] === 1 : code === 0x2019 || WORD_END.test(String.fromCharCode(code))
}
