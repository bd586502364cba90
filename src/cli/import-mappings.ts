import type { Command } from 'commander'
import { forgetMapping, IMPORT_KINDS, listMappings } from '#src/clients/import/mapping-store.ts'
import { Refusal } from '#src/platform/refusal.ts'
import type { Cli } from './context.ts'
import { table } from './output.ts'

/** `maillon import mappings`: the columns that are kept by name. */
export function registerMappings(verb: Command, cli: Cli): void {
  verb
    .command('mappings')
    .description('the columns that were kept under a name with --mapping')
    .option('--forget <kind/name>', 'keep these no longer, such as clients/till')
    .action(async ({ forget }: { forget?: string }) => {
      const { prisma } = await cli.database()
      if (forget !== undefined) {
        const [given, ...rest] = forget.split('/')
        const kind = IMPORT_KINDS.find((known) => known === given)
        const isForgotten = kind !== undefined && (await forgetMapping(prisma, kind, rest.join('/')))
        if (!isForgotten)
          throw new Refusal('no-mapping', `There is no mapping ${forget}: see \`maillon import mappings\`.`)
      }
      const mappings = await listMappings(prisma)
      const rows = mappings.map(({ kind, name, columns }) => [
        `${kind}/${name}`,
        Object.entries(columns)
          .map(([field, title]) => `${field}=${title}`)
          .join(', ')
      ])
      cli.print(mappings, () => table(['mapping', 'columns'], rows, 'No mapping is kept: import with --mapping NAME.'))
    })
}
