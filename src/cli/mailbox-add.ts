import { readFileSync } from 'node:fs'
import { confirm } from '@inquirer/prompts'
import { Option, type Command } from 'commander'
import { TLS_KINDS, tlsOfPort, type Credential, type Server, type Tls } from '#src/mailbox/account.ts'
import { connectMailbox, tryMailbox } from '#src/mailbox/add.ts'
import type { DryRun } from '#src/mailbox/dry-run.ts'
import { discover } from '#src/mailbox/discover.ts'
import { readTokens } from '#src/mailbox/oauth.ts'
import { Refusal } from '#src/platform/refusal.ts'
import type { Cli } from './context.ts'
import { passwordFor } from './mailbox-password.ts'
import { mailboxAddress, worldOf } from './mailbox-world.ts'

interface Flags {
  imap?: string
  smtp?: string
  user?: string
  passwordFile?: string
  oauthFile?: string
  tls?: Tls
  off?: string[]
  domain: boolean
  yes?: true
}

export function addVerb(verb: Command, cli: Cli): void {
  verb
    .command('add <address>')
    .description('connect a mailbox; again for one that is there, to give it other settings')
    .option('--imap <host:port>', 'IMAP server, where it is not found from the address')
    .option('--smtp <host:port>', 'SMTP server')
    .option('--user <user>', 'login name, where it is not the address')
    .option('--password-file <file>', 'file whose first line is the password')
    .option('--oauth-file <file>', 'JSON file with OAuth2 tokens, instead of a password')
    .addOption(new Option('--tls <kind>', 'how the way to the servers is protected').choices(TLS_KINDS))
    .option('--off <capability...>', 'capabilities that this server announces but does not do well')
    .option('--no-domain', 'do not take all addresses of its domain for yours')
    .option('--yes', 'ask nothing')
    .action(async (given: string, flags: Flags) => {
      const address = mailboxAddress(given)
      const servers = await serversFor(address, flags)
      const credential = await credentialFor(address, flags)
      const world = await worldOf(cli)
      const wanted = { address, ...servers, credential, capabilitiesOff: flags.off ?? [] }
      const { imap, username, capabilitiesOff } = wanted
      const trial = await tryMailbox({ ...imap, user: username, credential, capabilitiesOff }, address)
      const roles = trial.folders.map(({ path, role, reading }) => ({ path, role, reading }))
      if (!(await isWanted(address, trial.dryRun, flags))) {
        cli.print({ id: null, address, folders: roles, dryRun: trial.dryRun }, 'Nothing was stored.')
        return
      }
      const ourDomain = flags.domain ? trial.dryRun.ourDomain : null
      const { mailbox } = await connectMailbox(world, wanted, ourDomain)
      cli.print(
        { id: mailbox.id, address, folders: roles, dryRun: trial.dryRun },
        `${said(trial.dryRun)}\n${address} is connected: ${roles.length} folders. Read it now with: maillon mailbox sync --once`
      )
    })
}

async function credentialFor(address: string, { oauthFile, passwordFile }: Flags): Promise<Credential> {
  if (oauthFile === undefined) return { kind: 'password', password: await passwordFor(address, passwordFile) }
  return readTokens(tokenFile(oauthFile))
}

function tokenFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new Refusal('no-token-file', `The token file ${file} cannot be read.`, { wrongUsage: true, cause })
  }
}

/** In a terminal, a person sees what reading would bring before anything is stored. */
async function isWanted(address: string, run: DryRun, { yes }: Flags): Promise<boolean> {
  if (yes || !process.stdin.isTTY) return true
  process.stderr.write(`${said(run)}\n`)
  return confirm({ message: `Connect ${address}?` })
}

function said({ mails, from, to, sampled, likelyClients, lists, colleagues, ourDomain }: DryRun): string {
  if (mails === 0) return 'The mailbox is empty.'
  const range = from === null ? '' : `, seen from ${from} to ${to}`
  const seen = `In a sample of ${sampled}: ${likelyClients} likely clients, ${lists} newsletters and lists, ${colleagues} colleagues.`
  const ours =
    ourDomain === null ? '' : ` Whoever writes from ${ourDomain} is taken for a colleague, unless --no-domain is given.`
  return `${mails} mails${range}. ${seen}${ours}`
}

async function serversFor(
  address: string,
  flags: Flags
): Promise<{ imap: Server; smtp: Server | null; username: string }> {
  const username = flags.user ?? address
  const smtp = flags.smtp === undefined ? null : serverFrom(flags.smtp, '--smtp', flags.tls)
  if (flags.imap !== undefined) return { imap: serverFrom(flags.imap, '--imap', flags.tls), smtp, username }
  const found = await discover(address)
  if (found) return { imap: found.imap, smtp: smtp ?? found.smtp, username: flags.user ?? found.username }
  throw new Refusal(
    'unknown-servers',
    `The servers of ${address} could not be found: name them with --imap HOST:PORT and --smtp HOST:PORT, as its provider's help pages state them.`
  )
}

function serverFrom(text: string, flag: string, tls: Tls | undefined): Server {
  const [, host, port] = /^\[?([^\s[\]]+?)\]?:(\d{1,5})$/.exec(text) ?? []
  const isPort = Number(port) > 0 && Number(port) < 65_536
  if (host === undefined || !isPort)
    throw new Refusal('bad-server', `${flag} needs HOST:PORT, such as imap.example.org:993, and got ${text}.`, {
      wrongUsage: true
    })
  return { host, port: Number(port), tls: tlsOfPort(Number(port), tls) }
}
