import { anyCaseOf } from '#src/message/any-of.ts'

/** Local parts that only mail systems write from, with or without a tag. */
export const DAEMON_ADDRESS = anyCaseOf(
  '^(?:mail(?:er)?[-_.]?daemon|mdaemon|mail[-_.]delivery[-_.](?:sub)?system|maildelivery|mailsystem|double-bounce)(?:[+-][^@]*)?@',
  '^microsoftexchange[0-9a-f]{20,}@'
)

/** Local parts that mail systems write from, and people now and then. */
export const SYSTEM_ADDRESS = anyCaseOf(
  '^(?:daemon|post[-_]?master|mail-?admin|mailadm|bounces?|undeliver\\w*)(?:[+-][^@]*)?@'
)

/** Names that mail systems write under, and nothing beside: "Mail Delivery Service" may be a carrier. */
export const SYSTEM_NAME = anyCaseOf(
  '^\\W*(?:mailer[ -]?daemon|(?:internet )?mail deliver(?:y|ing)?(?: (?:sub)?system)?|(?:the )?mail system|postmaster)\\W*$',
  '^\\W*(?:(?:mail )?system administrator|administrateur (?:du )?syst[èe]me)\\W*$'
)

/** Names that no person bears, whatever the address. */
export const DELIVERY_NAME = anyCaseOf(
  '^\\W*(?:mailer[ -]?daemon|(?:internet )?mail deliver(?:y|ing)? (?:sub)?system|mail delivery)\\W*$'
)

/** What mail systems put into the subject of a report; people write some of it too. */
export const REPORT_SUBJECT = anyCaseOf(
  'undeliver|deliver(?:y|ed)\\b.{0,30}\\b(?:fail|status|notif|report|error|problem|delay|subsystem|system|unsuccess)',
  '(?:fail|error|problem|delay|could not|unable|not|non|warning|status).{0,40}\\bdeliver|delayed mail|message (?:status|delayed|not)',
  'returned (?:e-?)?mail|^returned|failure notice|^\\[bounce\\]|mail (?:system )?(?:error|failure|failed|delivery)|message \\S+ delayed',
  'error sending your mail|could not send message|^notice: mail delivery|^(?:automatically )?rejected(?: mail|:)|blocked by our',
  "non[- ]?(?:deliver|remis|distribu)|[ée]chec|n['’]a (?:pas )?pu [êe]tre|(?:message|mail|courrier|courriel).{0,30}non (?:d[ée]livr|distribu|remis)",
  "retour(?:n[ée])? (?:à l['’]exp[ée]diteur|de (?:courrier|message))|avis de (?:non[- ])?(?:remise|distribution)|destinataire inconnu",
  'unzustellbar|(?:nicht|nicht erfolgreich) (?:zugestellt|zustellbar)|zustell.{0,20}fehl|nachricht.{0,30}(?:nicht|fehl)|verz[öo]gert:',
  'no se (?:puede|pudo|ha podido) entregar|no (?:entregado|entregable)|devuelto|retrasado:|n[ãa]o (?:[ée] poss[íi]vel entregar|entregue|p[ôo]de ser)',
  'mancat[ao] (?:consegna|recapito)|non recapitabile|onbestelbaar|niet (?:bezorgd|afgeleverd)|niedostarcz|nie (?:dostarczon|mo[żz]na dostarczy)',
  'inte levereras|g[åa]r inte att leverera|kan ikke leveres|ikke leveret|toimittamat|nedoru[čc]|teslim edilemedi',
  'недостав|не (?:удается |удалось )?доставл|不达|退信|无法送达|配信|配達|エラー|배달되지'
)

/** What mail systems say of a failure or delay; people write some of it too. */
export const FAILURE_WORDS = anyCaseOf(
  "(?:could ?n[o']t|can ?not|can't|was ?n[o']t|were ?n[o']t|not|unable|unsuccessful|failed|failure|impossible)[^.\\n]{0,50}\\b(?:deliv|send|sent|reach|relay|remi[st]|distribu|livr[ée])",
  'deliver(?:y|ed|ing)?\\b[^.\\n]{0,60}\\b(?:fail|error|problem|trouble|abort|delayed|unsuccess|terminat|refus)|undeliver|did not reach',
  'returned to (?:the )?sender|returned (?:below|mail|message)|(?:permanent|fatal|delivery|transient) (?:fatal )?(?:errors?|failure)',
  '(?:failed|rejected)(?: permanently)?:|had (?:permanent|delivery|transient)|has been rejected|(?:will be|being) retried|delayed|automatically rejected',
  'transcript of session|incorrectly constructed|unknown (?:user|recipient)|user unknown|no valid recipient|mailbox (?:is )?full|over quota',
  'message headers follow|attempts? to send|(?:group|grupo|groupe) [^]{0,200}(?:exist|permission)',
  "n['’]a (?:pas )?pu (?:[êe]tre )?(?:remis|d[ée]livr|livr|distribu|envoy|achemin|transmis|expédi)|n['’]est pas parvenu|impossible de (?:joindre|remettre|d[ée]livrer|distribuer)",
  'nicht (?:zugestellt|erreicht|ausgeliefert)|no (?:se ha|ha|se) podido (?:ser )?entrega|no (?:pudo|se pudo) entrega|n[ãa]o (?:p[ôo]de|foi poss[íi]vel)[^.\\n]{0,30}entreg',
  'non [èe] stat[oa] (?:possibile )?(?:consegna|recapita)|impossibile (?:consegnare|recapitare)|niet (?:worden )?(?:bezorgd|afgeleverd)|kunde inte levereras',
  'kunne ikke leveres|nie (?:mog|zosta)[^.\\n]{0,30}dostarcz|(?:не|невозможно)[^.\\n]{0,30} доставлен|送信できませんでした|配信できませんでした'
)

export const DELAYED_WORDS = anyCaseOf(
  'warning (?:message )?only|do not need to resend|will (?:be retried|continue to (?:try|be)|keep trying|retry)|still (?:being retried|undelivered)',
  '\\bdelay(?:ed)?\\b|not yet been delivered|has not been collected|retard[ée]|(?:va|allons|sera|continuer\\w*) .{0,20}(?:r[ée]essay|tent)',
  'verz[öo]gert|weiterhin versuch|se (?:ha retrasado|volver[áa] a intentar)'
)

export const GIVEN_UP_WORDS = anyCaseOf(
  'permanent (?:error|failure|fatal)|(?<!will )giv(?:ing|en) up|will not be retried|could not be delivered for \\d+ days'
)

export const DELIVERED_WORDS = anyCaseOf(
  '(?:successfully|was|has been) (?:delivered|relayed)|delivery (?:status )?notification ?\\(?(?:relay|success)|delivery success',
  'a [ée]t[ée] (?:remis|distribu|livr)'
)
