import { anyCaseOf } from '#src/message/any-of.ts'

/** Local parts that mail systems write from, with or without a tag. */
export const SYSTEM_ADDRESS = anyCaseOf(
  '^(?:mail(?:er)?[-_.]?daemon|daemon|mdaemon|post[-_]?master|mail[-_.]delivery[-_.](?:sub)?system|maildelivery|mailsystem)(?:[+-][^@]*)?@',
  '^(?:mail-?admin|mailadm|bounces?|undeliver\\w*|microsoftexchange[0-9a-f]{20,})(?:[+-][^@]*)?@'
)

/** Names that mail systems write under, and nothing beside: "Mail Delivery Service" may be a carrier. */
export const SYSTEM_NAME = anyCaseOf(
  '^\\W*(?:mailer[ -]?daemon|(?:internet )?mail deliver(?:y|ing)?(?: (?:sub)?system)?|(?:the )?mail system|postmaster)\\W*$',
  '^\\W*(?:(?:mail )?system administrator|administrateur (?:du )?syst[èe]me)\\W*$'
)

/** What mail systems put into the subject of a report; people write some of it too. */
export const REPORT_SUBJECT = anyCaseOf(
  'undeliver|deliver(?:y|ed)\\b.{0,30}\\b(?:fail|status|notif|report|error|problem|delay|subsystem|system|unsuccess)',
  '(?:fail|error|problem|delay|could not|unable|not|non|warning|status).{0,40}\\bdeliver|delayed mail|message (?:status|delayed|not)',
  'returned (?:e-?)?mail|^returned|failure notice|^\\[bounce\\]|mail (?:system )?(?:error|failure|failed|delivery)',
  'error sending your mail|could not send message|^notice: mail delivery',
  "non[- ]?(?:deliver|remis|distribu)|[ée]chec|n'a pas pu [êe]tre|(?:message|mail|courrier).{0,30}non (?:d[ée]livr|distribu|remis)",
  "retour(?:n[ée])? (?:à l'exp[ée]diteur|de courrier)",
  'unzustellbar|nicht zugestellt|nachricht.{0,30}(?:nicht|fehl)|no se puede entregar|devuelto|mancata consegna|onbestelbaar',
  'недостав|не доставлен|不达|退信|配信|エラー'
)

/** What mail systems say of a failure or delay; people write some of it too. */
export const FAILURE_WORDS = anyCaseOf(
  "(?:could ?n[o']t|can ?not|can't|was ?n[o']t|were ?n[o']t|not|unable|unsuccessful|failed|failure|impossible)[^.\\n]{0,50}\\b(?:deliv|send|sent|reach|relay|remi[st]|distribu|livr[ée])",
  'deliver(?:y|ed|ing)?\\b[^.\\n]{0,60}\\b(?:fail|error|problem|trouble|abort|delayed|unsuccess|terminat|refus)|undeliver|did not reach',
  'returned to (?:the )?sender|returned (?:below|mail|message)|(?:permanent|fatal|delivery|transient) (?:fatal )?(?:errors?|failure)',
  '(?:failed|rejected)(?: permanently)?:|had (?:permanent|delivery|transient)|has been rejected|(?:will be|being) retried|delayed',
  'transcript of session|incorrectly constructed|unknown (?:user|recipient)|user unknown|mailbox (?:is )?full|over quota',
  'message headers follow|attempts? to send|(?:group|grupo|groupe) [^]{0,200}(?:exist|permission)',
  "n'a pas pu (?:[êe]tre )?(?:remis|d[ée]livr|distribu|envoy|achemin)|nicht (?:zugestellt|erreicht)",
  'не может быть доставлен|送信できませんでした|配信できませんでした'
)

export const DELAYED_WORDS = anyCaseOf(
  'warning (?:message )?only|do not need to resend|will (?:be retried|continue to (?:try|be)|keep trying|retry)|still being retried',
  '\\bdelay(?:ed)?\\b|not yet been delivered|has not been collected|temporairement|retard[ée]|verz[öo]gert'
)

export const GIVEN_UP_WORDS = anyCaseOf(
  'permanent (?:error|failure|fatal)|giving up|given up|will not be retried|could not be delivered for \\d+ days'
)

export const DELIVERED_WORDS = anyCaseOf(
  '(?:successfully|was|has been) (?:delivered|relayed)|delivery (?:status )?notification ?\\(?(?:relay|success)|delivery success',
  'a [ée]t[ée] (?:remis|distribu|livr)'
)
