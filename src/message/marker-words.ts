/**
 * The words by which mail programs mark what is not new: header labels, "wrote", headings over originals and forwards,
 * telephone signatures. Facts of the programs' own translations, gathered per language; every entry is lower-case.
 */

export type HeaderLabel = 'from' | 'date' | 'to' | 'cc' | 'subject' | 'reply-to' | 'other'

const LABELS: Record<HeaderLabel, string> = {
  from:
    'from|de|expéditeur|von|absender|de:|remitente|da|mittente|van|afzender|od|nadawca|odesílatel|odosielateľ|från|' +
    'avsändare|fra|afsender|avsender|lähettäjä|от|от кого|від|发件人|寄件者|寄件人|差出人|送信者|보낸 사람|보낸사람|feladó|' +
    'kimden|gönderen|από|de la|expeditor|מאת|من|remetente|remitent',
  date:
    "date|sent|envoyé|envoyé le|envoye|envoyée|date d'envoi|message du|gesendet|gesendet am|datum|enviado|" +
    'enviado el|enviado em|enviada em|enviada|enviada el|enviat|fecha|data|inviato|inviato il|inviata|verzonden|' +
    'verzonden op|verstuurd|wysłano|wysłane|data wysłania|skickat|sendt|dato|lähetetty|päivämäärä|pvm|odesláno|dátum|' +
    'odoslané|отправлено|дата|надіслано|发送时间|发送日期|日期|寄件日期|送信日時|日付|日時|보낸 날짜|날짜|보낸날짜|küldve|elküldve|' +
    'gönderilme tarihi|gönderildi|tarih|στάλθηκε|ημερομηνία|trimis|נשלח|reçu',
  to:
    'to|à|a|pour|destinataire|an|empfänger|para|destinatario|per|aan|do|komu|dla|till|til|vastaanottaja|кому|收件人|收件者|' +
    '宛先|받는 사람|받는사람|címzett|kime|alıcı|προς|către|אל|إلى|destinatário',
  cc: 'cc|copie à|copie|kopie|kopie (cc)|kopia|kopi|cópia|kopio|копия|抄送|副本|참조|ccn|bcc|cci|másolatot kap|bilgi|dw|udw|kopia do',
  subject:
    'subject|objet|sujet|betreff|asunto|assunto|oggetto|onderwerp|temat|ämne|emne|aihe|předmět|predmet|тема|主题|主旨|件名|' +
    '제목|tárgy|konu|θέμα|subiect|נושא|الموضوع|assumpte',
  'reply-to': 'reply-to|reply to|répondre à|réponse à|antwort an|responder a|rispondi a|risposta|antwoord aan|svar til',
  other:
    'importance|priorité|priority|wichtigkeit|pièces jointes|attachments|anlagen|allegati|allegato|datos adjuntos|bijlagen|' +
    'załączniki|организация|organization|organisation|newsgroups|envoyé par|message-id|resent-from'
}

const labelClasses = new Map<string, HeaderLabel>()
for (const [label, words] of Object.entries(LABELS)) {
  for (const word of words.split('|')) if (isHeaderLabel(label)) labelClasses.set(word, label)
}

function isHeaderLabel(name: string): name is HeaderLabel {
  return name in LABELS
}

/** What a label before a colon stands for: `envoyé` and `gesendet` are `date`. Expects trimmed lower case. */
export function headerLabel(word: string): HeaderLabel | null {
  return labelClasses.get(word) ?? null
}

/** "wrote", with the space or sign that keeps it from being found inside other words. */
export const WROTE =
  /(?:^|[\s,>])(?:quoting|excerpts from|zitat von|citando|wrote|writes|said|a écrit|à écrit|a ecrit|écrivait|schrieb|escribió|escribio|ha scritto|scritto da|escreveu|schreef|geschreven|napisała|napisał|pisze|skrev|kirjoitti|napsala?|napsal\(a\)|napísala?|írta|ezt írta|yazdı|şunu yazdı|scris|έγραψε|пишет|пишете|писал|написала?|пише|написав|va escriure|ha escrit|kirjutas|rakstīja|rašė|je napisao|je napisala|је написао)(?:[\s:：,(]|$)|写道|寫道|書きました|のメッセージ|님이 작성|작성:|כתב|كتب/iu

/** How the line of an attribution opens where a date follows: "Le 3 mai …", "On Mon, …", "Am 3.5. …". */
export const ATTRIBUTION_OPENERS =
  /^(?:on|le|l[’']|am|den|den|el|il|em|op|dnia|w dniu|dne|kl\.?|at|på|pe|la|на|в|за|στις|tarihinde|a|du|em|na|lør|man|tir|ons|tor|fre|søn|pon|wt|śr|czw|pt|sob|niedz)[\s,.]/iu

const ORIGINAL_HEADINGS =
  "original message|original email|original mail|message d'origine|message original|mail original|e-mail d'origine|" +
  'message initial|ursprüngliche nachricht|ursprüngliche mail|originalnachricht|original-nachricht|original nachricht|' +
  'mensaje original|mensaje origen|mensagem original|messaggio originale|messaggio originario|oorspronkelijk bericht|' +
  'oorspronkelijke bericht|originele bericht|wiadomość oryginalna|oryginalna wiadomość|originalmeddelande|' +
  'ursprungligt meddelande|ursprungligt mail|original meddelelse|oprindelig meddelelse|opprinnelig melding|' +
  'original melding|alkuperäinen viesti|původní zpráva|původní e-mail|pôvodná správa|исходное сообщение|' +
  'оригинальное сообщение|оригинал сообщения|原始邮件|原始郵件|邮件原件|元のメッセージ|원본 메시지|원본 메일|eredeti üzenet|özgün ileti|orijinal mesaj|' +
  "mesaj original|mesajul original|αρχικό μήνυμα|missatge original|reply message|original appointment|rendez-vous d'origine"

const FORWARD_HEADINGS =
  'forwarded message|begin forwarded message|forwarded by|forwarded mail|message transféré|message transfere|message transmis|' +
  'début du message transféré|début du message réexpédié|message réexpédié|e-mail transféré|mail transféré|' +
  'weitergeleitete nachricht|anfang der weitergeleiteten nachricht|weitergeleitete mail|mensaje reenviado|' +
  'inicio del mensaje reenviado|mensagem encaminhada|início da mensagem reencaminhada|início da mensagem encaminhada|' +
  'mensagem reencaminhada|messaggio inoltrato|inizio messaggio inoltrato|inizio del messaggio inoltrato|' +
  'doorgestuurd bericht|begin doorgestuurd bericht|doorgestuurde bericht|przekazana wiadomość|wiadomość przekazana dalej|' +
  'początek przekazywanej wiadomości|treść przekazanej wiadomości|vidarebefordrat meddelande|vidarebefordrat brev|' +
  'vidarebefordrat mail|videresendt besked|videresendt meddelelse|videresendt melding|videresendt e-mail|start på videresendt besked|' +
  'start på videresendt melding|edelleenlähetetty viesti|välitetty viesti|välitetty viesti alkaa|přeposlaná zpráva|' +
  'začátek přeposlané zprávy|preposlaná správa|пересылаемое сообщение|пересылаемое письмо|начало пересылаемого сообщения|' +
  'перенаправленное сообщение|转发邮件|轉寄郵件|转发的邮件|被转发邮件信息|轉寄的郵件|転送メッセージ|転送されたメッセージ|전달된 메시지|전달된 메일|' +
  'továbbított üzenet|iletilmiş mesaj|yönlendirilmiş ileti|mesaj redirecționat|προωθημένο μήνυμα|missatge reenviat'

/** Ticket systems ask people to answer above a line: "##- Veuillez saisir votre réponse au-dessus de cette ligne -##". */
export const ANSWER_ABOVE =
  /^[\s>#*=_-]*(?:(?:please )?(?:reply|type your reply|respond|write your reply) above (?:this|the) line|(?:veuillez )?(?:répond(?:ez|re)|saisir votre réponse|écri(?:vez|re)(?: votre réponse)?) (?:au-dessus de|avant) cette ligne|(?:bitte )?(?:antworten|antwort) (?:sie )?(?:bitte )?(?:oberhalb|über) dieser (?:zeile|linie)|responda (?:por )?encima de esta línea|rispondi sopra questa linea)[\s.#*=_-]*$/iu

const headings = new Map<string, 'original' | 'forward'>()
for (const words of ORIGINAL_HEADINGS.split('|')) headings.set(words, 'original')
for (const words of FORWARD_HEADINGS.split('|')) headings.set(words, 'forward')

/** What a heading such as `message d'origine` announces. Expects the words alone, in lower case, with straight apostrophes. */
export function headingKind(words: string): 'original' | 'forward' | null {
  return headings.get(words) ?? null
}

const MOBILE_SIGNATURE_MAX = 120

/** True for a whole line that telephones and mail programs add by themselves: "Envoyé de mon iPhone". */
export function isMobileSignature(line: string): boolean {
  if (line.length > MOBILE_SIGNATURE_MAX) return false
  const isSentFrom = SENT_FROM.test(line) || (SENT_FROM_AT_END.test(line) && SENT_FROM_DEVICE_FIRST.test(line))
  return isSentFrom && DEVICE.test(line)
}

/** Without a device or program named, "Sent by courier on Monday" would be taken for one. */
const DEVICE =
  /\b(?:my|mon|ma|meinem|meiner|mi|mio|mia|mijn|min|meu|minha|mojego|mojej|mého)\b|i ?phon|i ?pad|ios|android|samsung|galaxy|huawei|honor|xiaomi|redmi|oppo|oneplus|pixel|motorola|nokia|xperia|blackberry|mobil|smartphone|handy|téléphone|telefon|tablet|mail|courrier|correo|posta|pošt|outlook|yahoo|proton|tutanota|thunderbird|windows|\bapp|orange|\bsfr\b|laposte|\bfree\b|\bnine\b|fairemail|spark|superhuman|mailspring|airmail|aquamail|webmail|我的|iPhone/iu

/** Anchored on both sides: it is the line or it is nothing. */
const SENT_FROM = new RegExp(
  '^[\\s<*_(\\[]*(?:' +
    [
      "(?:envoyée?|expédiée?|transmise?) (?:de(?:puis)?|à partir d[eu]?|avec|via|par)[\\s’'].{2,60}",
      't[ée]l[ée]chargez? outlook pour .{2,20}|obtenir outlook pour .{2,20}|provenance ?: courrier pour windows.{0,9}',
      'sent (?:from|with|via|using|by|through) .{2,60}|get outlook for .{2,20}|get boxer for .{2,20}|download outlook for .{2,20}',
      '(?:from|typed on|written on) my (?:iphone|ipad|android|mobile|phone|blackberry|samsung).{0,40}',
      '(?:von|mit|über) .{2,60} (?:gesendet|versendet|verschickt)\\.?|gesendet (?:von|mit|über|aus) .{2,60}|diese nachricht wurde von .{2,60} gesendet\\.?',
      'holen sie sich outlook für .{2,20}|outlook für (?:ios|android) (?:beziehen|herunterladen|abrufen)',
      'enviad[oa] (?:desde|de(?:l)?|do|da|a partir d[eo]|através d[eo]|con|via|com) .{2,60}|obtener outlook para .{2,20}|obter o? ?outlook para .{2,20}',
      "inviat[oa] (?:da(?:l|lla)?|dall['’]|con|tramite) ?.{2,60}|scarica outlook per .{2,20}|ottieni outlook per .{2,20}",
      'verstuurd vana[fa]? .{2,60}|verzonden (?:vanaf|via|met|vanuit) .{2,60}|outlook voor .{2,20} downloaden|(?:download|haal) outlook voor .{2,20}',
      'wysłan[eoay] (?:z|za pomocą|przez) .{2,60}|pobierz (?:program )?outlook.{0,30}|skickat? från .{2,60}|skaffa outlook för .{2,20}',
      'sendt fra .{2,60}|hent outlook (?:til|for) .{2,20}|lähetetty .{2,60}|hanki outlook .{2,30}|odesláno z .{2,60}|získat outlook pro .{2,20}|odoslané z .{2,60}',
      'отправлено (?:с|из|с помощью) .{2,60}|надіслано (?:з|із) .{2,60}|发自我的.{1,40}|從我的.{1,30}傳送|我的.{1,20}发送',
      'trimis de pe .{2,60}|elküldve .{2,60}'
    ].join('|') +
    ')[\\s>*_.)\\]]*$',
  'iu'
)

/** Languages that name the device first: looked for by their last word, since a pattern that may begin with anything is slow. */
const SENT_FROM_AT_END = /から送信|에서 보냄|(?:den|dan) gönderildi/iu
const SENT_FROM_DEVICE_FIRST =
  /^[\s<*_([]*(?:.{1,30}から送信|.{1,30}에서 보냄|.{2,40}[’']?(?:den|dan) gönderildi)[\s>*_.)\]]*$/iu
