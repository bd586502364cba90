import { ConnectFailure, ConnectionBroken } from '#src/mailbox/connect.ts'
import { findMailboxes, type Mailbox } from '#src/mailbox/mailbox-store.ts'
import type { World } from '#src/mailbox/session.ts'
import { normalAddress } from '#src/message/addresses.ts'
import { Refusal } from '#src/platform/refusal.ts'
import type { Cli } from './context.ts'

/** What reading mailboxes needs, from the context of a command line. */
export async function worldOf(cli: Cli): Promise<World> {
  const { clock, random } = cli
  return { database: await cli.database(), secrets: await cli.secrets(), log: cli.log(), clock, random }
}

/** The mailbox of an address, or all. @throws Refusal where there is none */
export async function mailboxesNamed(world: World, address: string | undefined): Promise<Mailbox[]> {
  const wanted = address === undefined ? null : mailboxAddress(address)
  const mailboxes = await findMailboxes(world.database.prisma, wanted)
  if (mailboxes.length === 0 && wanted !== null)
    throw new Refusal('no-such-mailbox', `There is no mailbox ${wanted}: maillon mailbox list shows those there are.`)
  if (mailboxes.length === 0)
    throw new Refusal('no-mailbox', 'No mailbox is connected yet: add one with maillon mailbox add ADDRESS.')
  return mailboxes
}

/** @throws Refusal where this is no address */
export function mailboxAddress(address: string): string {
  const normal = normalAddress(address)
  if (normal === null)
    throw new Refusal('bad-address', `${address} is not a mail address: it should look like contact@example.org.`, {
      wrongUsage: true
    })
  return normal
}

/** What a mailbox's server refused, as a sentence for the person; any other error as it is. */
export function asRefusal(error: unknown): never {
  const isExpected = error instanceof ConnectFailure || error instanceof ConnectionBroken
  throw isExpected ? new Refusal(error.code, error.message, { cause: error }) : error
}
