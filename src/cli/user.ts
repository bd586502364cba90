import type { Command } from 'commander'
import { recogniseUs } from '#src/clients/recognise-us.ts'
import { dateOf } from '#src/platform/clock.ts'
import { normalAddress } from '#src/message/addresses.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { audit, COMMAND_LINE } from '#src/team/audit-store.ts'
import { addMember, listMembers, loadUs } from '#src/team/store.ts'
import { lockIngest } from '#src/threads/store.ts'
import type { Cli } from './context.ts'
import { table } from './output.ts'

export function register(program: Command, cli: Cli): void {
  const verb = program.command('user').description('The people of the firm')
  verb
    .command('list')
    .description('who they are')
    .action(async () => {
      const members = await listMembers((await cli.database()).prisma)
      const rows = members.map(({ name, email, role, addresses }) => [name, email, role, addresses.join(', ')])
      const none = 'Nobody yet: add yourself with `maillon user add NAME EMAIL --owner`.'
      cli.print(members, () => table(['name', 'email', 'role', 'also writes from'], rows, none))
    })
  verb
    .command('add <name> <email>')
    .description('add a person of the firm: their mails are ours, and their keywords are obeyed')
    .option('--owner', 'may change settings and people')
    .action(async (name: string, written: string, { owner }: { owner?: true }) => {
      const email = normalAddress(written)
      if (email === null) throw new Refusal('bad-address', `"${written}" is no mail address.`, { wrongUsage: true })
      const role = owner ? 'owner' : 'member'
      const { prisma } = await cli.database()
      const at = dateOf(cli.clock.now())
      const id = await prisma.$transaction(async (tx) => {
        await lockIngest(tx)
        const added = await addMember(tx, { name, email, role })
        const subject = { kind: 'member', id: added }
        await audit(tx, {
          at,
          by: COMMAND_LINE,
          action: 'member.add',
          subject,
          after: { name, email, role }
        })
        await recogniseUs(tx, await loadUs(tx), at)
        return added
      })
      cli.print({ id, name, email, role }, `${name} <${email}> is now ${owner ? 'an owner' : 'a member'}.`)
    })
}
