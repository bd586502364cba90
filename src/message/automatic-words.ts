import { anyCaseOf } from './any-of.ts'

/** What programs put before the subject they answer; nothing that a person would begin a subject with. */
export const SURE_SUBJECT = anyCaseOf(
  '^\\s*\\[?auto(?:matic)?[- ]?(?:reply|response|answer|responder)\\b(?!\\s*\\?)|^\\s*out of (?:the )?office auto|^\\s*vacation (?:reply|response)',
  "^\\s*r[ée]ponse auto(?:matique)?\\b(?!\\s*\\?)|^\\s*message (?:automatique|d'absence)",
  '^\\s*(?:abwesenheitsnotiz|automatische (?:antwort|abwesenheit)|automatisch (?:antwoord|bericht))',
  '^\\s*(?:otomatik yan[ıi]t|r[ăa]spuns automat|αυτόματη απάντηση|автоматична відповідь|автоматичен отговор|자동 (?:회신|응답)|الرد التلقائي|תשובה אוטומטית|trả lời tự động)',
  '^\\s*(?:respuesta autom[áa]tica|resposta autom[áa]tica|risposta automatica)',
  '^\\s*(?:autosvar|automatiskt? svar|automaattinen vastaus|odpowied[źz] automatyczna|automatyczna odpowied[źz]|automatick[áé] odpov|automatikus v[áa]lasz)',
  '^\\s*(?:автоматический ответ|автоответ|自動応答|自動返信|自动回复|自動回覆)'
)

/** Words that people write too: believed only where the envelope tells of a program. */
export const POSSIBLE_SUBJECT = anyCaseOf(
  '\\b(?:out of (?:the )?office|absen(?:ce|t)|cong[ée]s|vacances|vacation|holiday|away|afwezig|abwesen)',
  '\\b(?:fuera de la oficina|ausencia|fuori sede|assente)'
)

/** Prefixes of older programs, which people write as well ("Auto : devis d'assurance"). */
export const POSSIBLE_PREFIX = /^\s*(?:auto|out of (?:the )?office|absence|absent)\s?:/i

/** That somebody is away, in a text that a program is known to have sent. */
export const ABSENCE = anyCaseOf(
  '\\bout of (?:the |my )?office|\\bon (?:annual |sick |maternity |parental )?leave|\\bon (?:vacation|holidays?)\\b|\\baway from (?:the office|my desk)',
  "\\b(?:i am|i'm|i will be|i'll be|we are|we will be) (?:currently )?(?:away|out|off|closed|travell?ing|on )|not be reading my (?:e-?)?mail|\\blimited access to (?:my )?e?-?mail",
  '\\babsent(?:e|s)?\\b|\\babsence|\\ben (?:cong[ée]s?|vacances|d[ée]placement)\\b|\\bferm[ée]e?s? (?:du|jusqu|pour)',
  '\\bim urlaub|\\bnicht im (?:b[üu]ro|haus)|\\babwesen|\\bau[ßs]er haus|\\bafwezig|\\bop vakantie',
  '\\bde vacaciones|\\bfuera de la oficina|\\bausente|\\bin ferie|\\bfuori (?:sede|ufficio)'
)
