import { serve } from '@hono/node-server'
import { outgoingJob } from '#src/delivery/outgoing-job.ts'
import { errorCode } from '#src/platform/error.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { firstRunLink } from '#src/web/accounts/admission.ts'
import { postLetter } from '#src/web/accounts/post.ts'
import { importFolder } from '#src/web/importing/files.ts'
import { startImporter, type Importer } from '#src/web/importing/importer.ts'
import { createApp } from '#src/web/server.ts'
import { webhooksJob } from '#src/web/webhooks/job.ts'
import { loadForVisitors, warmPages } from '#src/web/warm.ts'
import type { World } from '#src/web/world.ts'
import type { Role, RoleContext } from './role.ts'

/** Serves the pages and the API. */
export const web: Role = {
  async start(context) {
    const folder = importFolder(context.config.dataFolder)
    let importer: Importer | undefined
    const world = { ...worldOf(context), imports: { folder, look: () => importer?.look() } }
    const open = await openWeb(world, context.config)
    importer = startImporter({ ...context, folder })
    const address = context.config.publicUrl.replace(/:0$/, `:${open.port}`)
    const firstVisit = await firstRunLink({ ...world, publicUrl: address })
    const warmed = warmPages(world)
    const stop = async () => {
      const isImported = importer.stop()
      await warmed
      await Promise.all([open.close(), isImported])
    }
    return { address, ...(firstVisit ? { firstVisit } : {}), stop }
  }
}

export interface OpenWeb {
  /** Where the pages answer; the port is the one that was free, where 0 was asked for. */
  port: number
  close(): Promise<void>
}

/**
 * Serves the pages and the API until closed; requests under way are finished first.
 * @throws Refusal where the port is taken or not allowed
 */
export function openWeb(world: World, at: { host: string; port: number }): Promise<OpenWeb> {
  const app = createApp(world, { whenVisited: loadForVisitors })
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: at.host, port: at.port }, ({ port }) =>
      resolve({ port, close: () => new Promise((done) => server.close(() => done())) })
    )
    server.on('error', (error) => reject(explain(error, at)))
  })
}

function worldOf({ database, clock, random, log, config, secrets, queue }: RoleContext): Omit<World, 'imports'> {
  const ringSender = () => queue.ring(outgoingJob, {})
  return {
    database,
    secrets,
    db: database.prisma,
    clock,
    random,
    log,
    publicUrl: config.publicUrl,
    signingKey: secrets.hash('signing key', 'web'),
    async firm(db) {
      const settings = await readSettings(db)
      return {
        name: settings['firm.name'],
        language: settings['firm.language'],
        zone: settings['firm.zone'],
        currency: settings['firm.currency']
      }
    },
    ringSender,
    ringWebhooks: () => queue.ring(webhooksJob, {}, { id: 'webhooks' }),
    async post(letter) {
      const posting = await postLetter(database.prisma, letter, random)
      if (posting.kind === 'sent') await ringSender()
      return posting
    }
  }
}

function explain(error: unknown, { host, port }: { host: string; port: number }): unknown {
  const where = `${host}:${port}`
  const refuse = (code: string, sentence: string) => new Refusal(code, sentence, { cause: error })
  switch (errorCode(error)) {
    case 'EADDRINUSE':
      return refuse('port-taken', `Another program listens on ${where}: stop it, or set MAILLON_PORT to a free port.`)
    case 'EACCES':
      return refuse('port-forbidden', `This user may not listen on ${where}: set MAILLON_PORT to a port above 1023.`)
    case 'EADDRNOTAVAIL':
      return refuse('no-such-host', `This machine has no address ${host}: correct MAILLON_HOST.`)
    default:
      return error
  }
}
