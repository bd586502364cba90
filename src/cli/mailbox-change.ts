import type { Command } from 'commander'
import { tryAccount } from '#src/mailbox/add.ts'
import {
  accountOf,
  findMailbox,
  removeMailbox,
  saveCredential,
  saveState,
  type Mailbox
} from '#src/mailbox/mailbox-store.ts'
import type { World } from '#src/mailbox/session.ts'
import { dateOf } from '#src/platform/clock.ts'
import type { Cli } from './context.ts'
import { passwordFor } from './mailbox-password.ts'
import { mailboxesNamed, worldOf } from './mailbox-world.ts'

export function changeVerbs(verb: Command, cli: Cli): void {
  verb
    .command('password <address>')
    .description('give a mailbox its new password; watching resumes by itself')
    .option('--password-file <file>', 'file whose first line is the password')
    .action(async (given: string, flags: { passwordFile?: string }) => {
      const { world, mailbox } = await find(cli, given)
      const credential = { kind: 'password' as const, password: await passwordFor(mailbox.address, flags.passwordFile) }
      const account = await accountOf(world.database.prisma, mailbox, world.secrets)
      await tryAccount({ ...account, credential })
      const now = dateOf(world.clock.now())
      await saveCredential(world.database.prisma, mailbox.id, { secrets: world.secrets, credential, now })
      await show(cli, world, mailbox, 'its new password is accepted')
    })
  verb
    .command('pause <address>')
    .description('stop reading a mailbox until it is resumed')
    .action(async (given: string) => {
      const { world, mailbox } = await find(cli, given)
      await setState(world, mailbox, 'paused')
      await show(cli, world, mailbox, 'paused; nothing is read until maillon mailbox resume')
    })
  verb
    .command('resume <address>')
    .description('go on reading a paused or refused mailbox, from where it was left')
    .action(async (given: string) => {
      const { world, mailbox } = await find(cli, given)
      await setState(world, mailbox, 'active')
      await show(cli, world, mailbox, 'read again, from where it was left')
    })
  verb
    .command('remove <address>')
    .description('forget a mailbox; its mails and clients stay')
    .action(async (given: string) => {
      const { world, mailbox } = await find(cli, given)
      await removeMailbox(world.database.prisma, mailbox.id)
      cli.print({ removed: mailbox.address }, `${mailbox.address} is no longer read. Its mails and clients stay.`)
    })
}

async function find(cli: Cli, address: string): Promise<{ world: World; mailbox: Mailbox }> {
  const world = await worldOf(cli)
  const [mailbox] = await mailboxesNamed(world, address)
  if (!mailbox) throw new Error(`the mailbox ${address} was found and is not there`)
  return { world, mailbox }
}

async function setState(world: World, mailbox: Mailbox, state: Mailbox['state']): Promise<void> {
  await saveState(world.database.prisma, mailbox.id, { state, reason: null, now: dateOf(world.clock.now()) })
}

async function show(cli: Cli, world: World, { id, address }: Mailbox, sentence: string): Promise<void> {
  const mailbox = await findMailbox(world.database.prisma, id)
  cli.print({ id, address, state: mailbox?.state }, `${address}: ${sentence}.`)
}
