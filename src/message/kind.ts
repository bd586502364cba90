import type { Body } from './body.ts'
import { firstValue, type Header } from './header-block.ts'
import type { FetchedPart, Mail } from './mail.ts'

export interface Judged {
  header: Header
  fields: Pick<Mail, 'from' | 'subject' | 'date'>
  body: Body
  /** The mail's own parts, without those of mails it carries. */
  parts: FetchedPart[]
  rootType: string
}

export type KindVerdict = Pick<Mail, 'kind' | 'evidence' | 'bounce' | 'complaint' | 'automatic' | 'list'>

/** What kind of mail this is and why, in the order of SEMANTICS D. */
export function judgeKind({ header }: Judged): KindVerdict {
  const listId = firstValue(header, 'list-id')
  const list = listId === null ? null : { id: /<([^<>]+)>/.exec(listId)?.[1] ?? listId }
  const autoSubmitted = firstValue(header, 'auto-submitted')
  const isAutomatic = autoSubmitted !== null && !/^no\b/i.test(autoSubmitted)
  const none = { bounce: null, complaint: null, automatic: null, list }
  if (isAutomatic)
    return {
      ...none,
      kind: 'automatic',
      evidence: [`Auto-Submitted: ${autoSubmitted}`],
      automatic: { returnDate: null, absence: false }
    }
  if (list) return { ...none, kind: 'list', evidence: [`List-Id: ${list.id}`] }
  const isBulk = header.byName.has('list-unsubscribe') || /^(?:bulk|junk)/i.test(firstValue(header, 'precedence') ?? '')
  if (isBulk) return { ...none, kind: 'bulk', evidence: ['List-Unsubscribe or Precedence: bulk'] }
  return { ...none, kind: 'human', evidence: ['nothing says that a program wrote it'] }
}
