/** Reply prefixes of mail programs in some twenty languages, compared without case (SEMANTICS B6). */
const REPLY = [
  're',
  'réf',
  'ref',
  'rép',
  'rep',
  'réponse',
  'aw',
  'antw',
  'antwort',
  'sv',
  'svar',
  'vs',
  'vast',
  'bls',
  'tl',
  'odp',
  'ynt',
  'cevap',
  'r',
  'rif',
  'res',
  'resp',
  'respuesta',
  'atb',
  'ats',
  'απ',
  'σχετ',
  'vá',
  'отв',
  'ответ',
  'השב',
  'תשובה',
  'رد',
  '回复',
  '回覆',
  '答复',
  '返信',
  '답장',
  'trả lời'
]
const FORWARD = [
  'fwd',
  'fw',
  'tr',
  'réexp',
  'trans',
  'transf',
  'transféré',
  'wg',
  'weitergeleitet',
  'rv',
  'reenv',
  'enc',
  'i',
  'inoltra',
  'inoltrato',
  'rinvio',
  'vl',
  'vb',
  'vf',
  'vid',
  'videresendt',
  'vidarebefordrat',
  'doorst',
  'fs',
  'pd',
  'trs',
  'i̇lt',
  'ilt',
  'továbbítás',
  'пересл',
  'пересылка',
  'πρθ',
  '转发',
  '轉寄',
  '転送',
  '전달',
  'הועבר',
  'إعادة توجيه'
]
/** Prefixes that are also initials and short words ("r : le devis"): only where written in capitals. */
const CAPITALS_ONLY = new Set(['r', 'i', 'vs', 'fs', 'pd', 'tl', 'enc', 'ref'])

const KINDS = new Map<string, 'reply' | 'forward'>([
  ...REPLY.map((word): [string, 'reply'] => [word, 'reply']),
  ...FORWARD.map((word): [string, 'forward'] => [word, 'forward'])
])
const LONGEST_PREFIX = 24
/** word, optional count as in "RE[4]", "Re(2)" or "Re^3", colon of any width; French puts a space before it. */
const PREFIX = /^([\p{L}\p{M}-]+(?: [\p{L}\p{M}]+)?)\s?(?:[[(^*]?\d{1,3}[\])]?)?\s?[:：]\s*/u
const LIST_TAG = /^\[[^\][]{1,60}\]\s*/
const FORWARD_TAG = /^\[(?:fwd?|tr|wg)\s?[:：]\s*(.*)\]$/iu
const FORWARD_SUFFIX = /\s*\((?:fwd?|tr|wg)\)\s*$/i

/**
 * A subject without what mail programs and lists put around it (SEMANTICS B6; RFC 5256, section 2.1, widened).
 * @param subject decoded, on one line
 */
export function readSubject(subject: string): { baseSubject: string; subjectPrefix: 'reply' | 'forward' | null } {
  let rest = subject.trim()
  let subjectPrefix: 'reply' | 'forward' | null = null
  for (let round = 0; round < 30; round++) {
    const step = stripOnce(rest)
    if (step === null) break
    subjectPrefix ??= step.prefix
    rest = step.rest
  }
  return { baseSubject: rest.replaceAll(/\s+/g, ' '), subjectPrefix }
}

function stripOnce(subject: string): { rest: string; prefix: 'reply' | 'forward' | null } | null {
  const suffix = FORWARD_SUFFIX.exec(subject)
  if (suffix && suffix.index > 0) return { rest: subject.slice(0, suffix.index), prefix: 'forward' }
  const wrapped = FORWARD_TAG.exec(subject)
  if (wrapped) return { rest: (wrapped[1] ?? '').trim(), prefix: 'forward' }
  const tag = LIST_TAG.exec(subject)
  if (tag && tag[0].length < subject.length) return { rest: subject.slice(tag[0].length), prefix: null }
  const match = PREFIX.exec(subject.slice(0, LONGEST_PREFIX + 8))
  const word = match?.[1] ?? ''
  const kind = KINDS.get(word.toLowerCase())
  const isWord = CAPITALS_ONLY.has(word.toLowerCase()) && word !== word.toUpperCase()
  if (!match || !kind || isWord) return null
  return { rest: subject.slice(match[0].length), prefix: kind }
}
