import type { Command } from 'commander'
import { dateOf } from '#src/platform/clock.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { audit, COMMAND_LINE } from '#src/team/audit-store.ts'
import { SCOPES } from '#src/web/api/scope.ts'
import { listTokens, revokeTokens } from '#src/web/api/token-store.ts'
import { issueToken } from '#src/web/api/token.ts'
import type { Cli } from './context.ts'
import { table } from './output.ts'
import { shownDate } from './values.ts'

export function register(program: Command, cli: Cli): void {
  const verb = program.command('token').description('Tokens by which other programs use the API')
  verb
    .command('list')
    .description('which there are, what they may do, and when they were last used')
    .action(async () => {
      const tokens = await listTokens((await cli.database()).prisma)
      const rows = tokens.map(({ id, name, scopes, lastUsedAt, revokedAt }) => [
        id,
        name,
        scopes.join(' '),
        lastUsedAt ? shownDate(lastUsedAt) : 'never',
        revokedAt ? `revoked ${shownDate(revokedAt)}` : 'in force'
      ])
      const none = 'None yet: make one with `maillon token add NAME --scope read`.'
      cli.print(tokens, () => table(['id', 'name', 'scopes', 'last used', 'state'], rows, none))
    })
  verb
    .command('add <name>')
    .description('make a token; it is shown this once')
    .requiredOption('--scope <scope...>', `what it may do: ${SCOPES.join(', ')}`)
    .action(async (name: string, { scope: scopes }: { scope: string[] }) => {
      const { prisma } = await cli.database()
      const at = dateOf(cli.clock.now())
      const made = await prisma.$transaction(async (tx) => {
        const issued = await issueToken(tx, { name, scopes, at }, cli.random)
        const subject = { kind: 'token', id: issued.id }
        await audit(tx, { at, by: COMMAND_LINE, action: 'token.add', subject, after: { name, scopes: issued.scopes } })
        return issued
      })
      cli.print(made, `${made.token}\nKeep it now: it is not shown again. Send it as "Authorization: Bearer …".`)
    })
  verb
    .command('revoke <token>')
    .description('end a token, by its id or name; what uses it is refused from now on')
    .action(async (idOrName: string) => {
      const { prisma } = await cli.database()
      const at = dateOf(cli.clock.now())
      const revoked = await prisma.$transaction(async (tx) => {
        const ended = await revokeTokens(tx, idOrName, at)
        for (const { id, name } of ended) {
          const subject = { kind: 'token', id }
          await audit(tx, { at, by: COMMAND_LINE, action: 'token.revoke', subject, before: { name } })
        }
        return ended
      })
      if (revoked.length === 0)
        throw new Refusal('not-found', `No token "${idOrName}" is in force: \`maillon token list\` names them.`)
      cli.print(revoked, `Revoked: ${revoked.map(({ name }) => name).join(', ')}.`)
    })
}
