import { createHash } from 'node:crypto'

/**
 * Whether a client belongs to a campaign's hold-out: those who are never written to, so that its effect can be measured.
 * It hangs on the campaign's name and the client's id alone: the same at every tick, on every machine, for as long as the campaign lives; raising the
 * share only adds clients, lowering it only takes some away (SEMANTICS H11).
 * @param share from 0, nobody, to 1, everybody
 */
export function isHeldOut(campaign: string, clientId: string, share: number): boolean {
  return position(campaign, clientId) < share
}

/** Where the client stands on the line from 0 to 1 (not included), evenly spread. */
function position(campaign: string, clientId: string): number {
  const digest = createHash('sha256').update(`${campaign}:${clientId}`).digest()
  return digest.readUIntBE(0, 6) / 2 ** 48
}
