import type { Db } from '#src/platform/database/database.ts'
import { audit } from '#src/team/audit-store.ts'
import { changeState } from './client-change-store.ts'
import type { Deed } from './merge.ts'

/** Makes a suggestion, or somebody who was ignored, a client (SEMANTICS C5). @returns false where they were one already */
export async function acceptSuggestion(db: Db, clientId: string, { by, at }: Deed): Promise<boolean> {
  const before = await changeState(db, clientId, {
    from: ['suggested', 'ignored'],
    to: 'active',
    reason: 'accepted',
    at
  })
  if (!before) return false
  await audit(db, {
    at,
    by,
    action: 'client.accept',
    subject: { kind: 'client', id: clientId },
    before: { ...before },
    after: { state: 'active' }
  })
  return true
}

/** Remembers that somebody is no client: nobody is asked again, their mails go on being stored. @returns false where that was so */
export async function ignoreSuggestion(db: Db, clientId: string, { by, at }: Deed): Promise<boolean> {
  const before = await changeState(db, clientId, {
    from: ['suggested', 'active'],
    to: 'ignored',
    reason: 'ignored',
    at
  })
  if (!before) return false
  await audit(db, {
    at,
    by,
    action: 'client.ignore',
    subject: { kind: 'client', id: clientId },
    before: { ...before },
    after: { state: 'ignored' }
  })
  return true
}
