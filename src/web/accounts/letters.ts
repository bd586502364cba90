import { canEnterByLink } from './store.ts'
import type { LinkAsked } from './accounts.ts'
import { LINK_MINUTES } from './accounts.ts'
import { accountText } from '#src/web/text/account.ts'
import type { Language } from '#src/platform/i18n.ts'
import type { Posting, World } from '#src/web/world.ts'

/** Mails the link that signs a member in without a password. For anybody else nothing is sent, and nothing is told. */
export async function sendSignInLink(world: World, { email, token }: LinkAsked): Promise<void> {
  if (!(await canEnterByLink(world.db, email))) return
  const firm = await world.firm(world.db)
  const text = accountText[firm.language].linkLetter
  const link = `${world.publicUrl}/sign-in/link/${token}`
  const posting = await world.post({
    purpose: 'sign-in',
    to: email,
    subject: text.subject,
    text: text.body({ link, minutes: LINK_MINUTES })
  })
  if (posting.kind !== 'sent') world.log.warn({ posting }, 'a sign-in link could not be sent')
}

/** Mails an invitation. Where nothing can be sent yet, the page shows the link to be passed on by hand. */
export async function sendInvitation(world: World, invitation: Invitation): Promise<Posting> {
  const text = accountText[invitation.language].invitationLetter
  return world.post({
    purpose: 'invitation',
    to: invitation.email,
    subject: text.subject(invitation.by),
    text: text.body({ by: invitation.by, firm: invitation.firm, link: invitation.link })
  })
}

interface Invitation {
  email: string
  by: string
  firm: string
  link: string
  language: Language
}
