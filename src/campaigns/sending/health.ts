import type { Db } from '#src/platform/database/database.ts'
import { ok, warning, type Finding } from '#src/platform/health/finding.ts'
import { count } from '#src/platform/i18n.ts'
import { readingState } from './look-store.ts'

/** Whether follow-ups wait because a mailbox cannot be read, or go out though nobody reads some of the answers. */
export async function checkAnswers(db: Db): Promise<Finding> {
  const { waiting, paused } = await readingState(db)
  if (waiting > 0)
    return warning(
      'answers',
      `${count('en', waiting, { one: 'follow-up waits', other: 'follow-ups wait' })} until the mailboxes can be read up to now`,
      'They go by themselves once a watcher reads again: see `maillon mailbox list`, and that a process with the role watcher runs.'
    )
  if (paused.length > 0)
    return warning(
      'answers',
      `not read, because paused: ${paused.join(', ')}`,
      'Answers in a paused mailbox stop no follow-up; `maillon mailbox resume ADDRESS` has it read again.'
    )
  return ok('answers', 'no follow-up waits for a mailbox to be read')
}
