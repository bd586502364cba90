/** STOP and its like, in the languages of those who get mail from a shop in France or Québec and their neighbours. */
const STOP_WORDS =
  'stop|arrêt|arret|arrêtez|arretez|arrêter|arreter|fin|cesser|cessez|désabonner|desabonner|désabonnement|desabonnement|' +
  'désabonnez|désabonnez-moi|désinscrire|desinscrire|désinscription|desinscription|désinscrivez-moi|me désinscrire|me désabonner|' +
  'unsubscribe|unsubscribe me|opt out|opt-out|remove|remove me|cancel|quit|end|stop mail|stop mails|stop email|stop emails|' +
  'stop e-mail|stop pub|stop publicité|stop sms|abmelden|abbestellen|austragen|stopp|baja|darse de baja|dar de baja|cancelar|parar|' +
  'cancellami|disiscrivimi|cancella|disiscrizione|afmelden|uitschrijven|stoppen|wypisz|wypisz mnie|rezygnuję|avregistrera|' +
  'avsluta|afmeld|avslutt|meld af|peruuta|lopeta|odhlásit|отписаться|отпишите|стоп|退订|取消订阅|配信停止|수신거부|구독취소|iptal|dezabonare|leiratkozás'

/** Courtesies around it: "STOP svp", "Bonjour, désabonnement s'il vous plaît. Merci". */
const COURTESY =
  "(?:bonjour|bonsoir|hello|hi|hallo|hola|ciao|please|merci(?: d'avance)?|svp|stp|s'il vous pla[iî]t|s'il te pla[iî]t|thanks|thank you|bitte|danke|por favor|gracias|per favore|grazie)"

const STOP = new RegExp(`^(?:${COURTESY}[\\s,.!]*)?(?:${STOP_WORDS})(?:[\\s,.!]*${COURTESY})*[\\s,.!]*$`, 'iu')
/** Said in passing these are ordinary words: only alone do they mean leaving. */
const ORDINARY = /^(?:fin|end|remove|cancel|cancelar|cancella|parar|arrêter|arreter|iptal|peruuta|quit)[\s,.!]*$/iu
const LINE_MAX = 80

/**
 * Whether a client's new text asks to be written to no more: the word is the whole text, or its first line (SEMANTICS F7).
 * @returns the words that ask it, or null
 */
export function stopRequest(newText: string): string | null {
  const lines = newText.split('\n').map((line) => line.replaceAll('’', "'").trim())
  const solid = lines.filter((line) => line !== '')
  const [first = '', ...others] = solid
  if (first.length > LINE_MAX || !STOP.test(first)) return null
  const isAmbiguous = ORDINARY.test(first) && others.length > 0
  return isAmbiguous ? null : first
}
