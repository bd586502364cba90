import { BATCH_MAILS } from './batches.ts'

/**
 * Finds the one mail at which a server breaks off the connection: after each break smaller batches are read, and a mail
 * that broke it alone several times is left out (quarantined), so that it blocks nothing (SEMANTICS A15).
 */
export interface Caution {
  /** How many mails of this folder to ask for at once. */
  batchSize(folderId: string): number
  /** A batch came through. */
  passed(folderId: string): void
  /** The connection broke while these were read. */
  broke(folderId: string, uids: number[]): void
  /** Whether this mail alone broke the connection too often. */
  isPoison(folderId: string, uid: number): boolean
}

const BREAKS_ALLOWED = 3

export function startCaution(): Caution {
  const sizes = new Map<string, number>()
  const breaks = new Map<string, number>()
  const keyOf = (folderId: string, uid: number) => `${folderId} ${uid}`
  return {
    batchSize: (folderId) => sizes.get(folderId) ?? BATCH_MAILS,
    passed(folderId) {
      const size = sizes.get(folderId)
      if (size === undefined) return
      if (size * 2 >= BATCH_MAILS) sizes.delete(folderId)
      else sizes.set(folderId, size * 2)
    },
    broke(folderId, uids) {
      sizes.set(folderId, Math.max(1, Math.floor(uids.length / 4)))
      const [alone] = uids.length === 1 ? uids : []
      if (alone !== undefined) breaks.set(keyOf(folderId, alone), (breaks.get(keyOf(folderId, alone)) ?? 0) + 1)
    },
    isPoison: (folderId, uid) => (breaks.get(keyOf(folderId, uid)) ?? 0) >= BREAKS_ALLOWED
  }
}
