import { giveBack } from '#src/campaigns/claim-store.ts'
import { givePaceBack } from '#src/delivery/pace-store.ts'
import { CONNECTIONS } from '#src/delivery/transmit.ts'
import type { Ready } from './compose.ts'
import { handOver, type Way } from './hand-over.ts'

/** Mails past the gate at once: one under way for each connection, and the next four (docs/decisions/020). */
const IN_HAND = CONNECTIONS + 4

/** Mails on their way out, one behind the other whatever batch they came with. */
export interface Flow {
  add(ready: readonly Ready[]): void
  /** So many are being written, of which those that are added are taken off. */
  expect(letters: number): void
  /** Waits until no more than so many wait for their turn or are being written, or none goes any more. @throws what stopped them */
  room(mayWait: number): Promise<void>
  /** How many have begun to go. */
  begun(): number
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
  let begun = 0
  let expected = 0
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
    begun += 1
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
    add(ready) {
      waiting.push(...ready)
      expected -= ready.length
      proceed()
    },
    expect(letters) {
      expected = letters
      proceed()
    },
    async room(mayWait) {
      await until(() => waiting.length + expected <= mayWait || !mayBegin())
      if (failure) throw failure.error
    },
    begun: () => begun,
    async end() {
      await until(() => unfinished === 0 && (waiting.length === 0 || !mayBegin()))
      const { database, holder, clock } = way.context
      for (const { letter } of waiting) await giveBack(database.prisma, letter.followUpId, { holder, now: clock.now() })
      await givePaceBack(database.prisma, way.connection.account.mailboxId, kept + waiting.length)
      if (failure) throw failure.error
    }
  }
}
