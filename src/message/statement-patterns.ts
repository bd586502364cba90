import type { Temporal } from 'temporal-polyfill'
import { readBirthday } from './statement-dates.ts'

export interface StatementContext {
  language: 'fr' | 'en' | null
  mailDay: Temporal.PlainDate | null
}

export interface StatementPattern {
  key: 'birthday' | 'channel' | 'day' | 'language' | 'product' | 'move' | 'leave'
  /** Matched against one sentence, apostrophes straight. */
  pattern: RegExp
  /** True where a question may state it ("Pourriez-vous m'écrire en anglais ?"). */
  mayAsk: boolean
  /** The value, or null where the sentence turns out to say something else. */
  read: (match: RegExpExecArray, context: StatementContext) => string | null
}

/** One of these words is in every sentence that states the key: what has none is not looked at any further. For lower case. */
export const STATEMENT_CUES: [StatementPattern['key'], RegExp][] = [
  ['birthday', /anniversaire|naissance|birth|born|née? le/],
  [
    'channel',
    /préf|prefer|me contacter|contactez|(?:contact|reach|call|phone|text) me|joi(?:gn|nd)|préven|appelez|m.appeler|téléphonez/
  ],
  ['day', /(?:lun|mar|mercre|jeu|vendre|same)dis?|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day/],
  [
    'language',
    /français|francais|anglais|espagnol|allemand|italien|néerlandais|portugais|french|english|spanish|german|italian|dutch|portuguese/
  ],
  ['product', /toujours|always|préférée?|favou?rite/],
  ['move', /déménag|moved|moving|nouvelle adresse|new (?:\w+ )?address/],
  [
    'leave',
    /recevoir|receive|get any|désinscri|désabonn|retire|supprime|m'écri|envoyer|résili|clôturer|fermer mon|unsubscribe|remove me|take me|stop|my account|my subscription/
  ]
]

const WEEKDAYS = new Map(
  [
    ['lundi', 'monday'],
    ['mardi', 'tuesday'],
    ['mercredi', 'wednesday'],
    ['jeudi', 'thursday'],
    ['vendredi', 'friday'],
    ['samedi', 'saturday'],
    ['dimanche', 'sunday']
  ].flatMap(([french = '', english = '']): [string, string][] => [
    [french, english],
    [english, english]
  ])
)
const FRENCH_DAY = '(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?'
const ENGLISH_DAY = '(monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?'
/** "mardi 14", "mardi prochain", "ce mardi": one day in the calendar, not a habit. */
const ONE_DAY_ONLY = '(?!\\s*(?:\\d|prochain|dernier|qui|matin prochain|next|last|this|the \\d))'

const CHANNELS: [RegExp, string][] = [
  [/sms|texto|text message|text$|\btext\b/i, 'sms'],
  [/whats ?app/i, 'whatsapp'],
  [/t[ée]l[ée]phone|phone|appel|call|vive voix/i, 'phone'],
  [/mail|courriel/i, 'email'],
  [/courrier|poste|post\b|letter|lettre/i, 'post']
]
const FRENCH_CHANNEL =
  '(t[ée]l[ée]phone|mails?|e-mails?|emails?|courriel|sms|texto|whats ?app|courrier(?: postal)?|la poste|écrit)'
/** "Je préfère le mail que vous…" and "le téléphone noir" speak of one thing, not of a way to write. */
const IN_GENERAL = "(?=\\s?(?:$|[.,!;:?)])|,? (?:au|aux|à|plutôt|pour|car|parce|si|et|s'il|svp|merci|ou|je)\\b)"
const ENGLISH_CHANNEL = '(phone|telephone|e-?mail|text(?: message)?|sms|whats ?app|post|letter)'

const LANGUAGES = new Map([
  ['français', 'fr'],
  ['francais', 'fr'],
  ['french', 'fr'],
  ['anglais', 'en'],
  ['english', 'en'],
  ['espagnol', 'es'],
  ['spanish', 'es'],
  ['allemand', 'de'],
  ['german', 'de'],
  ['italien', 'it'],
  ['italian', 'it'],
  ['néerlandais', 'nl'],
  ['dutch', 'nl'],
  ['portugais', 'pt'],
  ['portuguese', 'pt']
])
const LANGUAGE = `(${[...LANGUAGES.keys()].join('|')})(?![\\p{L}-])`

/** Few and narrow: a wrong proposal costs more trust than a missed one. */
export const STATEMENT_PATTERNS: StatementPattern[] = [
  birthday("\\bmon anniversaire,? (?:est|c'est|tombe|sera|a lieu) (?:bien )?(?:le |l')?(?!pas)(?=\\d|aujourd|demain)"),
  birthday("\\bc'(?:est|était) (?:aussi )?mon anniversaire,? (?:le )?(?=\\d|aujourd|demain|hier)"),
  birthday("\\b(aujourd'hui|demain),? c'est mon anniversaire\\b(?! de\\b)", relativeBefore),
  birthday('\\bje suis née? le (?=\\d)'),
  birthday('\\b(?:ma )?date de naissance(?: est(?: le)?)?\\s?:?\\s?(?:le )?(?=\\d)'),
  birthday("\\bmy birthday(?: is|'s| falls)(?: on)?(?: the)? (?!not)(?=\\d|\\p{L})"),
  birthday(
    "\\bit(?:'s| is| was) my birthday (?:on )?(?=\\d|today|tomorrow|yesterday|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
  ),
  birthday('\\bI was born (?:on )?(?:the )?(?=\\d|\\p{L})'),
  birthday('\\bmy date of birth(?: is)?\\s?:?\\s?(?:the )?(?=\\d|\\p{L})'),

  channel(
    `\\bje préf(?:è|é)re(?:rais)? (?:être (?:contactée?|jointe?|rappelée?|prévenue?) |(?:vous )?échanger |communiquer |qu'on me (?:contacte|joigne) |que vous me (?:contactiez|joigniez|préveniez) )?(?:par |le |les |l'|un )${FRENCH_CHANNEL}${IN_GENERAL}`
  ),
  channel(
    `\\b(?:contactez|joignez|prévenez|me contacter|me joindre|me prévenir)(?:-moi)? (?:plutôt |de préférence |uniquement |seulement |exclusivement )(?:par )${FRENCH_CHANNEL}`
  ),
  channel(
    `\\b(?:me contacter|me joindre|contactez-moi|joignez-moi) par ${FRENCH_CHANNEL} (?:plutôt|de préférence|uniquement|seulement|exclusivement)`
  ),
  channel(
    "\\b(?:appelez-moi|téléphonez-moi|m'appeler)() (?:plutôt|de préférence)\\b(?! (?:après|avant|vers|le|en|demain|mardi|lundi|jeudi))",
    () => 'phone'
  ),
  channel(
    `\\bI(?:'d| would)? (?:much )?prefer (?:to be (?:contacted|reached) by |being contacted by |contact by |to communicate by |to talk by |the )?${ENGLISH_CHANNEL}\\b(?! (?:from|you|case|number))`
  ),
  channel(
    `\\b(?:contact|reach) me (?:only |preferably |rather )?by ${ENGLISH_CHANNEL}(?: (?:only|rather|instead|from now on)|\\s?(?:please)?[.!]?$)`
  ),
  channel('\\bplease (?:call|phone|text) me (?:instead|rather)()', (match) =>
    /text/i.test(match[0]) ? 'sms' : 'phone'
  ),

  day(
    `\\bje préf(?:è|é)re(?:rais)? (?:être livrée? |les livraisons |(?:venir|passer) |une livraison |que vous (?:livriez|passiez|veniez) )?(?:toujours )?(?:le |les )${FRENCH_DAY}\\b${ONE_DAY_ONLY}`
  ),
  day(
    `\\b(?:je (?:ne )?suis (?:toujours |généralement )?(?:disponible|libre|joignable) (?:que |seulement |uniquement |tous )(?:le |les )|nous sommes (?:toujours )?(?:disponibles|livrables) (?:seulement |uniquement |tous )(?:le |les ))${FRENCH_DAY}\\b${ONE_DAY_ONLY}`
  ),
  day(
    `\\b(?:livrez|livrer|passez|appelez)(?:-moi|-nous)? (?:plutôt |toujours |de préférence )(?:le |les )${FRENCH_DAY}\\b${ONE_DAY_ONLY}`
  ),
  day(
    `\\ble ${FRENCH_DAY} (?:m'arrange|me convient|nous convient|nous arrange) (?:toujours|le mieux|mieux|en général)`
  ),
  day(`\\b${ENGLISH_DAY} (?:work|suit|are)(?:s)? (?:always )?(?:best|better)(?: for)? (?:me|us)\\b`),
  day(
    `\\b(?:I|we)(?:'d| would)? (?:always )?prefer (?:deliveries on |delivery on |to be called on |coming on )?${ENGLISH_DAY.replace(')s?', ')s')}\\b`
  ),
  day(`\\b(?:I am|I'm|we are|we're) only (?:available|free|in|open) on ${ENGLISH_DAY.replace(')s?', ')s')}\\b`),

  language(
    `\\b(?:m'écrire|écrivez-moi|me répondre|répondez-moi|me parler|m'envoyer vos mails|correspondre|communiquer)(?: à l'avenir| plutôt| désormais)? en ${LANGUAGE}`
  ),
  language(
    `\\bje préf(?:è|é)re(?:rais)? (?:que vous m'écriviez en |communiquer en |échanger en |correspondre en |l'|le )${LANGUAGE}(?! à l'| au )`
  ),
  language(
    `\\b(?:write|reply|respond|answer|speak|talk)(?: back)?(?: to me| to us| me)? in ${LANGUAGE}(?: please| from now on| in future|,| instead|[.!?]|$)`
  ),
  language(
    `\\b(?:I|we)(?:'d| would)? prefer (?:to (?:write|communicate|speak|correspond) in )?${LANGUAGE}(?!\\s\\p{L}*(?:wine|bread|cheese))`
  ),

  product(
    "\\b(?:mon|ma|mes) (?:[\\p{L}-]{3,20} )(?:préférée?s?|favorite?s?) (?:est|sont|reste|restent|c'est|ce sont) (?!pas )(.{2,60}?)[.!,;]?$"
  ),
  product(
    "\\bje (?:prends|commande|achète) toujours (?:du |de la |de l'|des |le |la |les |l'|votre |vos )(.{2,60}?)[.!,;]?$"
  ),
  product('\\bmy favou?rite (?:[\\p{L}-]{3,20} )(?:is|are|remains?) (?!not )(.{2,60}?)[.!,;]?$'),
  product('\\bI always (?:buy|order|take) (?:the |your )(.{2,60}?)[.!,;]?$'),

  move(
    "\\b(?:j'ai|nous avons|on a) (?:récemment |bien )?déménagé(?=$|[.,!;]| (?:à|au|aux|en|depuis|récemment|dans|hier|le \\d|la semaine|le mois|l'an|et|il y a|chez|pour)\\b)(?: (?:à|au|aux|en) (\\p{Lu}[\\p{L}' -]{1,40}))?"
  ),
  move(
    "\\b(?:je déménage|nous déménageons|on déménage|je vais déménager|nous allons déménager)(?=$|[.,!;]| (?:à|au|aux|en|le \\d|dans|la semaine|le mois|bientôt|fin|début|pour)\\b)(?: (?:à|au|aux|en) (\\p{Lu}[\\p{L}' -]{1,40}))?"
  ),
  address(
    '\\b(?:ma|notre) nouvelle adresse(?: postale)? (?:est|sera)?\\s?(?:désormais|maintenant|la suivante|donc)?\\s?:?\\s?(?:le |au )?(?=\\d|\\p{Lu})(.{5,120}?)[.!;]?$'
  ),
  move(
    "\\b(?:I|we)(?:'ve| have) (?:just |recently )?moved(?=$|[.,!;]| (?:to|house|home|last|on|into|recently)\\b)(?: to (\\p{Lu}[\\p{L}' -]{1,40}))?(?! on\\b)"
  ),
  move("\\b(?:I am|I'm|we are|we're) moving (?:house|home|to)(?: (\\p{Lu}[\\p{L}' -]{1,40}))?"),
  address(
    '\\b(?:my|our) new (?:postal |home |mailing )?address (?:is|will be)\\s?(?:now)?\\s?:?\\s?(?=\\d|\\p{Lu})(.{5,120}?)[.!;]?$'
  ),

  leave(
    "\\bje (?:ne )?(?:souhaite|veux|désire|voudrais) (?:vraiment )?(?:plus|pas) (?:du tout )?recevoir (?:de |d'|vos |aucune? |ce genre de |ces |cette |la |votre |les )(?:\\p{L}+ )?(?:e-?mails?|mails?|courriels?|messages?|newsletters?|publicités?|pubs?|offres?|sollicitations?|communications?|sms|lettres? d'information|infolettres?)"
  ),
  leave(
    "\\b(?:désinscrivez-moi|désabonnez-moi|me désinscrire|me désabonner|retirez-moi de vo(?:tre|s)|me retirer de (?:votre|vos|cette) (?:liste|fichier|base|mailing)|supprimez-moi de vo(?:tre|s)|ne m'écrivez plus|arrêtez de m'écrire|cessez de m'écrire|cessez de m'envoyer|arrêtez de m'envoyer)",
    notNegated
  ),
  leave('\\b(?:clôturer|fermer|supprimer|résilier) mon (?:compte|abonnement)\\b|\\brésilier mon contrat\\b', (match) =>
    notNegated(match) === null ? null : 'account'
  ),
  leave(
    '\\b(?:please )?(?:unsubscribe me|remove me from (?:your|this|the) (?:mailing |e-?mail )?list|take me off (?:your|this|the) (?:mailing |e-?mail )?list|stop (?:e-?mailing|contacting|writing to) me|stop sending me|how (?:do|can) I unsubscribe)',
    notNegated
  ),
  leave(
    "\\bI (?:no longer (?:wish|want) to|do not want to|don't want to|do not wish to) (?:receive|get) (?:any (?:more )?|your |these |this )?(?:\\p{L}+ )?(?:e-?mails?|messages?|newsletters?|offers?|mailings?)"
  ),
  leave('\\b(?:close|delete|cancel) my (?:account|subscription)\\b', (match) =>
    notNegated(match) === null ? null : 'account'
  )
]

type Read = StatementPattern['read']

/**
 * `\b` knows ASCII letters only; "à" and "écrire" have edges too. One at the very start is left to `findStatements`:
 * a pattern that starts with plain letters is found far faster.
 */
function compile(pattern: string): RegExp {
  const edge = '(?:(?<=[\\p{L}\\p{N}])(?![\\p{L}\\p{N}])|(?<![\\p{L}\\p{N}])(?=[\\p{L}\\p{N}]))'
  return new RegExp(pattern.replace(/^\\b/, '').replaceAll('\\b', edge), 'iu')
}

function birthday(pattern: string, read: Read = dateBehind): StatementPattern {
  return { key: 'birthday', pattern: compile(pattern), mayAsk: false, read }
}

function dateBehind(match: RegExpExecArray, context: StatementContext): string | null {
  return readBirthday(match.input.slice(match.index + match[0].length), context)
}

function relativeBefore(match: RegExpExecArray, context: StatementContext): string | null {
  return readBirthday(match[1] ?? '', context)
}

function channel(pattern: string, read: Read = channelIn): StatementPattern {
  return { key: 'channel', pattern: compile(pattern), mayAsk: true, read }
}

function channelIn(match: RegExpExecArray): string | null {
  const words = match[1] ?? ''
  return CHANNELS.find(([pattern]) => pattern.test(words))?.[1] ?? null
}

function day(pattern: string): StatementPattern {
  const read: Read = (match) => WEEKDAYS.get(match[1]?.toLowerCase() ?? '') ?? null
  return { key: 'day', pattern: compile(pattern), mayAsk: false, read }
}

function language(pattern: string): StatementPattern {
  const read: Read = (match) => LANGUAGES.get(match[1]?.toLowerCase() ?? '') ?? null
  return { key: 'language', pattern: compile(pattern), mayAsk: true, read }
}

function product(pattern: string): StatementPattern {
  return {
    key: 'product',
    pattern: compile(pattern),
    mayAsk: false,
    read: (match) => match[1]?.trim() ?? null
  }
}

/** The new place where it is named, else nothing: that they moved is worth knowing by itself. */
function move(pattern: string): StatementPattern {
  return { key: 'move', pattern: compile(pattern), mayAsk: false, read: (match) => placeIn(match[1]?.trim() ?? '') }
}

/** "Ma nouvelle adresse mail…" names no place. */
function address(pattern: string): StatementPattern {
  const read: Read = (match) => placeIn(match[1]?.trim() ?? '') || null
  return { key: 'move', pattern: compile(pattern), mayAsk: false, read }
}

/** "Lyon la semaine dernière" is Lyon; an address that starts with its number is taken whole. */
function placeIn(words: string): string {
  if (/^\d/.test(words)) return words
  return (
    /^\p{Lu}[\p{L}'-]*(?:,? (?:(?:de|du|des|la|le|les|sur|sous|en|lès|d'|l')[ -]?){0,2}[\p{Lu}\d][\p{L}\d'-]*)*/u.exec(
      words
    )?.[0] ?? ''
  )
}

function leave(pattern: string, read: Read = () => 'mails'): StatementPattern {
  return { key: 'leave', pattern: compile(pattern), mayAsk: true, read }
}

const NEGATION = /(?:\b(?:ne|n'|pas|sans|not|never|don't|jamais)\s?(?:\p{L}+[\s']){0,3})$/iu

function notNegated(match: RegExpExecArray): string | null {
  return NEGATION.test(match.input.slice(0, match.index)) ? null : 'mails'
}
