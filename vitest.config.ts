import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('.', import.meta.url))
const alias = [
  { find: /^#src\/(.*)$/, replacement: `${root}src/$1` },
  { find: /^#workers\/(.*)$/, replacement: `${root}workers/$1` },
  { find: /^#test\/(.*)$/, replacement: `${root}test/$1` }
]
const needsServers = ['test/servers/**', 'test/browser/**']
/** `.ci/run` names a file for the counts that it sums up. */
const report = process.env['TEST_REPORT']
/** Only what hangs for good is ended: on a busy machine a test may take ten times as long as on a quiet one. */
const PATIENCE_MS = 10 * 60_000
const oxc = { jsx: { runtime: 'automatic' as const, importSource: 'hono/jsx' } }

export default defineConfig({
  test: {
    // One a core: by itself vitest leaves one of two cores idle, as if the tests waited for it.
    maxWorkers: '100%',
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
    projects: [
      {
        resolve: { alias },
        oxc,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: needsServers,
          globalSetup: ['test/setup/postgres.ts'],
          // Tests change nothing that another file could see: to load the program anew for each took a third of the time.
          isolate: false,
          testTimeout: PATIENCE_MS,
          hookTimeout: PATIENCE_MS
        }
      },
      {
        resolve: { alias },
        oxc,
        test: {
          name: 'servers',
          include: needsServers.map((folder) => `${folder}/*.test.{ts,tsx}`),
          globalSetup: ['test/setup/postgres.ts'],
          testTimeout: PATIENCE_MS,
          hookTimeout: PATIENCE_MS
        }
      }
    ]
  }
})
