/** `npm run migration -- NAME`: SQL for the difference between the committed schema and the working one, made offline. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import { loadEngine } from './schema-engine.mjs'

const SCHEMA = 'prisma/schema'

/** The engine wants a connection to exist; comparing two schemas never needs an answer from it. */
const unconnected = {
  provider: 'postgres',
  adapterName: 'offline',
  executeRaw: async () => 0,
  executeScript: async () => undefined,
  queryRaw: async () => ({ columnNames: [], columnTypes: [], rows: [] }),
  getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
  startTransaction: async () => {
    throw new Error('the offline comparison opens no transaction')
  },
  dispose: async () => undefined
}
const offline = bindMigrationAwareSqlAdapterFactory({
  provider: 'postgres',
  adapterName: 'offline',
  connect: async () => unconnected,
  connectToShadowDb: async () => unconnected
})
const engine = await loadEngine()

const name = process.argv[2]
if (!name) {
  console.error('Give the migration a name: npm run migration -- add_something')
  process.exit(2)
}
const sql = await difference(committedSchema(), workingSchema())
if (sql.trim() === '' || sql.includes('This is an empty migration')) {
  console.error(`${SCHEMA} is as committed: there is nothing to write.`)
  process.exit(1)
}
const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
const folder = join('prisma/migrations', `${time}_${name}`)
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'migration.sql'), `-- Why: \n-- Locks: \n-- Old rows: \n\n${sql}`)
console.log(`${folder}/migration.sql written: say why, review it, add checks.`)

async function difference(from, to) {
  const schemaEngine = await engine.SchemaEngine.new({ datamodels: asPairs(to) }, () => undefined, offline)
  const result = await schemaEngine.diff({
    from: from.length === 0 ? { tag: 'empty' } : { tag: 'schemaDatamodel', files: from },
    to: { tag: 'schemaDatamodel', files: to },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] }
  })
  return result.stdout ?? ''
}

function asPairs(files) {
  return files.map(({ path, content }) => [path, content])
}

function workingSchema() {
  return readdirSync(SCHEMA)
    .filter((file) => file.endsWith('.prisma'))
    .map((file) => ({ path: file, content: readFileSync(join(SCHEMA, file), 'utf8') }))
}

function committedSchema() {
  const files = execFileSync('git', ['ls-tree', '--name-only', 'HEAD', `${SCHEMA}/`], { encoding: 'utf8' })
  return files
    .split('\n')
    .filter((file) => file.endsWith('.prisma'))
    .map((file) => ({ path: file, content: execFileSync('git', ['show', `HEAD:${file}`], { encoding: 'utf8' }) }))
}
