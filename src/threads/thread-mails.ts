import { carried } from '#src/message/carried.ts'
import type { Mail } from '#src/message/mail.ts'
import { groupMails } from './grouping.ts'
import { linksOf } from './links.ts'

/**
 * Which of these mails answer each other, without a database: the rules by which mails are stored.
 * @param isOurs whether we wrote a mail
 * @returns groups of mails, each in the order given
 */
export function threadMails(mails: Mail[], isOurs: (mail: Mail) => boolean = () => false): Mail[][] {
  const byIdentity = new Map(mails.map((mail) => [mail.identity, mail]))
  const links = [...byIdentity.values()].map((mail) =>
    linksOf(carried(mail), { isOurs: isOurs(mail), serverThreads: [] })
  )
  return groupMails(links).map(({ keys }) => keys.flatMap((key) => byIdentity.get(key) ?? []))
}
