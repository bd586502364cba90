/**
 * What an element is by the marks that mail programs leave: the copy of an older mail (to the end of the text), a
 * quotation (its own content), or the writer's signature.
 */
export type ContainerKind = 'older-mail' | 'quote' | 'signature'

/**
 * Marks, by program: Outlook on the web and new Outlook (divRplyFwdMsg, appendonsend, its telephone's reference
 * containers), Hotmail (stopSpelling), Outlook for Mac (OLK_SRC_BODY_SECTION), Yahoo (yahoo_quoted), Zimbra and Free
 * (zwchr, __DIVIDER__, __QUOTED_TEXT__), Thunderbird's forwards (moz-forward-container), Zoho (zmail_extra),
 * QQ and Foxmail, NetEase, Spark. Copies nested in a mail carry the prefix `x_`.
 */
const OLDER_MAIL =
  /(?:^|\s)(?:x_)*(?:divrplyfwdmsg|appendonsend|ms-outlook-mobile-reference-message|mail-editor-reference-message-container|stopspelling|olk_src_body_section|yahoo_quoted|ydp[\da-z]*yahoo_quoted|zwchr|__divider__|__quoted_text__|__headers__|moz-forward-container|moz-email-headers-table|zmail_extra|isreplycontent|isforwardcontent|ntes-mailmaster-quote|messagereplysection|gwt-replied-message)(?:\s|$)/

/** Outlook for Windows draws this line over the header block, in every language. */
const OUTLOOK_RULE = /border:\s*none;\s*border-top:\s*solid\s+#(?:e1e1e1|b5c4df)\s+1\.0pt/i

const SIGNATURE =
  /(?:^|\s)(?:x_)*(?:gmail_signature|moz-signature|signature|applemailsignature|applemailsignaturecontent|ms-outlook-mobile-signature|protonmail_signature_block(?:-user)?|__sig_pre__|__sig_post__|yahoo[-_]signature|ydp[\da-z]*signature|composer_signature|mail-editor-signature|tutanota_signature)(?:\s|$)/

const INDENTATION = /border(?:-style|-width|-left)?\s*:\s*(?:none|0(?:px)?)\b/i

/** Null for the thousands of elements that mean nothing by themselves. */
export function containerKind(name: string, attributes: ReadonlyMap<string, string>): ContainerKind | null {
  if (attributes.size === 0) return name === 'blockquote' ? 'quote' : null
  if (name === 'blockquote') return isIndentation(attributes) ? null : 'quote'
  const marks = marksOf(attributes)
  if (marks !== '' && OLDER_MAIL.test(marks)) return 'older-mail'
  if (marks !== '' && SIGNATURE.test(marks)) return 'signature'
  const style = name === 'div' ? attributes.get('style') : undefined
  return style !== undefined && OUTLOOK_RULE.test(style) ? 'older-mail' : null
}

/** Gmail and others indent with a blockquote that has no border; one that cites has a type, a class or a line. */
function isIndentation(attributes: ReadonlyMap<string, string>): boolean {
  const isCitation =
    attributes.get('type')?.toLowerCase() === 'cite' || attributes.has('cite') || attributes.has('class')
  return !isCitation && INDENTATION.test(attributes.get('style') ?? '')
}

const MARKING_ATTRIBUTES = ['id', 'class', 'data-marker', 'name', 'data-smartmail']

function marksOf(attributes: ReadonlyMap<string, string>): string {
  let marks = ''
  for (const name of MARKING_ATTRIBUTES) {
    const value = attributes.get(name)
    if (value !== undefined && value.length < 200) marks += ` ${value}`
  }
  return marks.toLowerCase()
}
