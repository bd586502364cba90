import { fetchAttachment } from '#src/mailbox/attachments.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { askedId } from '#src/web/asked-id.ts'
import { attachmentsOf } from '#src/web/reading/conversation-store.ts'
import { get, type Route } from '#src/web/route.ts'
import type { Visit } from '#src/web/world.ts'

/** What came with a mail, fetched from the mail server when it is asked for: nothing of it is kept here. */
export const attachmentRoutes: Route[] = [get('/mails/:id/attachments/:part', 'member', sendAttachment)]

async function sendAttachment(visit: Visit) {
  const { world } = visit.var
  const messageId = askedId(visit)
  const listed = await attachmentsOf(world.db, messageId)
  const attachment = listed.find(({ part }) => part === visit.req.param('part'))
  if (!attachment) throw new Refusal('not-found', 'There is no such attachment.')
  const fetched = await fetchAttachment(world, messageId, attachment.part)
  if (fetched.kind === 'gone')
    throw new Refusal('not-found', 'The mail is no longer on the mail server, and its attachment with it.')
  if (fetched.kind === 'unreachable')
    throw new Refusal(
      'mailbox-unreachable',
      `The mail server cannot be asked now (${fetched.reason}): try again later.`
    )
  // Always a download and never a page: a stranger made it.
  return visit.body(new Uint8Array(fetched.content), 200, {
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(attachment.name || 'attachment')}`,
    'Content-Security-Policy': "sandbox; default-src 'none'"
  })
}
