import { readAutomatic } from './automatic.ts'
import { readBounce } from './bounce/read-bounce.ts'
import { readSesNotification } from './bounce/ses-notification.ts'
import { readComplaint } from './complaint.ts'
import type { Judged } from './judged.ts'
import { judgeList, readList } from './list.ts'
import type { Mail } from './mail.ts'

export type KindVerdict = Pick<Mail, 'kind' | 'evidence' | 'bounce' | 'complaint' | 'automatic' | 'list'>

/** What kind of mail this is and why. The order of the questions is that of SEMANTICS D: the first yes decides. */
export function judgeKind(judged: Judged): KindVerdict {
  const verdict = { bounce: null, complaint: null, automatic: null, list: readList(judged) }
  const complaint = readComplaint(judged)
  if (complaint) return { ...verdict, kind: 'complaint', ...complaint }
  const notification = readSesNotification(judged)
  const evidence = ['a notification of Amazon SES']
  if (notification?.kind === 'complaint')
    return { ...verdict, kind: 'complaint', complaint: notification.complaint, evidence }
  if (notification?.kind === 'bounce')
    return { ...verdict, kind: 'delivery-report', bounce: notification.bounce, evidence }
  const bounce = readBounce(judged)
  if (bounce) return { ...verdict, kind: 'delivery-report', ...bounce }
  const automatic = readAutomatic(judged)
  if (automatic) return { ...verdict, kind: 'automatic', ...automatic }
  const many = judgeList(judged)
  if (many) return { ...verdict, ...many }
  return { ...verdict, kind: 'human', evidence: ['nothing in it says that a program wrote it or that many got it'] }
}
