import type { Command } from 'commander'
import { reconcileMailbox, type FolderAccount } from '#src/mailbox/reconcile.ts'
import { Refusal } from '#src/platform/refusal.ts'
import type { Cli } from './context.ts'
import { asRefusal, mailboxesNamed, worldOf } from './mailbox-world.ts'
import { table } from './output.ts'

export function reconcileVerb(verb: Command, cli: Cli): void {
  verb
    .command('reconcile [address]')
    .description('compare every folder with what is stored: exit 1 where a mail is missing')
    .option('--repair', 'read what is missing first')
    .action(async (address: string | undefined, { repair = false }: { repair?: boolean }) => {
      const world = await worldOf(cli)
      const signal = cli.stopSignal()
      const accounts: FolderAccount[] = []
      for (const mailbox of await mailboxesNamed(world, address))
        accounts.push(...(await reconcileMailbox(world, mailbox, { repair, signal }).catch(asRefusal)))
      cli.print(accounts, () => table(TITLES, accounts.map(rowOf), 'The server lists no folder.'))
      const missing = accounts.reduce((sum, account) => sum + account.missing, 0)
      if (missing > 0)
        throw new Refusal(
          'mails-missing',
          `${missing} mails are not stored: read them with maillon mailbox reconcile --repair.`
        )
    })
}

const TITLES = ['mailbox', 'folder', 'server', 'stored', 'skipped', 'quarantined', 'missing', 'extra', '']

function rowOf(account: FolderAccount): string[] {
  const { mailbox, folder, server, stored, skipped, quarantined, missing, extra, parked } = account
  const counts = [server ?? '?', stored, withReasons(skipped), withReasons(quarantined), missing, extra]
  return [mailbox, folder, ...counts.map(String), parked === null ? '' : `not read: ${parked}`]
}

function withReasons(counts: Record<string, number>): string {
  const reasons = Object.entries(counts).map(([reason, count]) => `${count} ${reason}`)
  return reasons.length === 0 ? '0' : reasons.join(', ')
}
