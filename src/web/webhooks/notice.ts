import type { Db } from '#src/platform/database/database.ts'
import { listMembers } from '#src/team/store.ts'
import { webhookText } from '#src/web/text/webhook.ts'
import type { Firm, Letter, Posting } from '#src/web/world.ts'
import { findEndpoint, type DisabledWhy } from './endpoint-store.ts'

interface NoticeWorld {
  db: Db
  publicUrl: string
  firm(db: Db): Promise<Pick<Firm, 'language'>>
  post(letter: Letter): Promise<Posting>
}

/** Mails every owner that an endpoint was given up. Where nothing can be sent yet, its page says it alone. */
export async function noticeOfEnd(world: NoticeWorld, endpointId: string, why: DisabledWhy): Promise<void> {
  const endpoint = await findEndpoint(world.db, endpointId)
  if (!endpoint) return
  const firm = await world.firm(world.db)
  const owners = (await listMembers(world.db)).filter(({ role }) => role === 'owner')
  const link = `${world.publicUrl}/settings/webhooks/${endpoint.id}`
  for (const owner of owners) {
    const text = webhookText[owner.language ?? firm.language]
    const { name, url } = endpoint
    const body = text.notice.body({ name, host: new URL(url).host, link, why: text.offWhy[why] ?? why })
    await world.post({ purpose: 'alert', to: owner.email, subject: text.notice.subject(name), text: body })
  }
}
