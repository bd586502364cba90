import { giveBack } from '#src/campaigns/claim-store.ts'
import { givePaceBack } from '#src/delivery/pace-store.ts'
import { CONNECTIONS } from '#src/delivery/transmit.ts'
import { handOver, type Ready, type Way } from './hand-over.ts'

/** Mails past the gate at once: one under way for each connection, and the next two (docs/decisions/020). */
const IN_HAND = CONNECTIONS + 2

/** Mails on their way out, one behind the other whatever batch they came with. */
export interface Flow {
  /** Takes ready mails. @returns when no more than `mayWait` of them wait for their turn */
  add(ready: readonly Ready[], mayWait: number): Promise<void>
  /** Waits for all; told to stop, or where one failed, gives back those that had not begun, with the leave to send them. */
  end(): Promise<void>
}

/**
 * Keeps the connections busy: the next mails pass the gate while those before them speak with the server. After a failure, or
 * told to stop, nothing more begins, and what is under way comes to its end.
 */
export function openFlow(way: Way): Flow {
  const waiting: Ready[] = []
  let inHand = 0
  let unfinished = 0
  let kept = 0
  let failure: { error: unknown } | undefined
  let listeners: (() => void)[] = []
  const mayBegin = () => !failure && !way.context.stopping?.aborted

  function proceed(): void {
    while (mayBegin() && inHand < IN_HAND) {
      const next = waiting.shift()
      if (!next) break
      void go(next)
    }
    const heard = listeners
    listeners = []
    for (const hear of heard) hear()
  }

  async function go(ready: Ready): Promise<void> {
    let isInHand = true
    const release = () => {
      if (isInHand) inHand -= 1
      isInHand = false
    }
    inHand += 1
    unfinished += 1
    try {
      const end = await handOver(ready, way, () => {
        release()
        proceed()
      })
      if (end === 'kept') kept += 1
    } catch (error) {
      failure ??= { error }
    }
    release()
    unfinished -= 1
    proceed()
  }

  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => listeners.push(resolve))
  }

  return {
    async add(ready, mayWait) {
      waiting.push(...ready)
      proceed()
      await until(() => waiting.length <= mayWait || !mayBegin())
      if (failure) throw failure.error
    },
    async end() {
      await until(() => unfinished === 0 && (waiting.length === 0 || !mayBegin()))
      const { database, holder, clock } = way.context
      for (const { letter } of waiting) await giveBack(database.prisma, letter.followUpId, { holder, now: clock.now() })
      await givePaceBack(database.prisma, way.connection.account.mailboxId, kept + waiting.length)
      if (failure) throw failure.error
    }
  }
}
