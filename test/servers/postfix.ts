import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '#test/setup/port.ts'
import type { Dovecot } from './dovecot.ts'
import { runProgram, startProgram } from './program.ts'

/** A Postfix of the test's own on a loopback port, that delivers to a Dovecot by LMTP and knows its users' passwords. */
export interface Postfix {
  port: number
  log(): Promise<string>
  stop(): Promise<void>
}

/** Lines for `DovecotOptions.configuration`, by which Postfix may ask Dovecot who logs in. */
export function authForPostfix(port: number): string {
  return `
service auth {
  inet_listener {
    address = 127.0.0.1
    port = ${port}
  }
}
`
}

/**
 * Starts Postfix for these domains; every user of the Dovecot has a mailbox, any other address there bounces. Needs root, as
 * Postfix does.
 */
export async function startPostfix(
  dovecot: Dovecot,
  { domains, authPort }: { domains: string[]; authPort: number }
): Promise<Postfix> {
  const folder = await mkdtemp(join(tmpdir(), 'maillon-postfix-'))
  await chmod(folder, 0o755)
  const port = await freePort()
  const [configuration, queue, data] = ['etc', 'queue', 'data'].map((name) => join(folder, name))
  if (!configuration || !queue || !data) throw new Error('three folders have three paths')
  for (const path of [configuration, queue, data]) await mkdir(path)
  const log = join(folder, 'log')
  await writeFile(
    join(configuration, 'main.cf'),
    mainText({ folder, queue, data, domains, lmtpPort: dovecot.lmtpPort, authPort })
  )
  await writeFile(join(configuration, 'master.cf'), masterText(port))
  await runProgram('chown', ['postfix', data])
  const program = await startProgram('postfix', ['-c', configuration, 'start-fg'], port).catch(
    async (error: unknown) => {
      throw new Error(await readFile(log, 'utf8').catch(() => 'Postfix wrote no log'), { cause: error })
    }
  )
  return {
    port,
    log: () => readFile(log, 'utf8'),
    async stop() {
      // The program that was started only waits for the one that does the work.
      await runProgram('postfix', ['-c', configuration, 'stop'])
      await program.stop()
      await rm(folder, { recursive: true, force: true })
    }
  }
}

interface Setup {
  folder: string
  queue: string
  data: string
  domains: string[]
  lmtpPort: number
  authPort: number
}

function mainText({ folder, queue, data, domains, lmtpPort, authPort }: Setup): string {
  return `
compatibility_level = 3.6
queue_directory = ${queue}
data_directory = ${data}
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${folder}/log
maillog_file_prefixes = ${folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.org
mydestination =
local_recipient_maps =
alias_maps =
virtual_mailbox_domains = ${domains.join(' ')}
virtual_transport = lmtp:inet:127.0.0.1:${lmtpPort}
smtpd_reject_unlisted_recipient = no
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:${authPort}
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_recipient_restrictions =
mynetworks =
`
}

function masterText(port: number): string {
  return `
127.0.0.1:${port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
`
}
