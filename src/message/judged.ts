import type { Header } from './header-block.ts'
import type { FetchedPart, Mail } from './mail.ts'

/** What a verdict on a mail's kind is based on. */
export interface Judged {
  header: Header
  fields: Pick<Mail, 'from' | 'to' | 'subject' | 'date' | 'inReplyTo' | 'references'>
  text: string
  /** The mail's own parts, without those of mails it carries; of these only the headers ("3.header"). */
  parts: FetchedPart[]
  rootType: string
  /** `report-type` of a multipart/report. */
  reportType: string
}
