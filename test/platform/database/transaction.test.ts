import { setImmediate as nextTurn } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { boolean, int, jsonb, text, texts, timestamptz, uuid, type Column } from '#src/platform/database/copy-format.ts'
import type { Database } from '#src/platform/database/database.ts'
import type { SqlTransaction } from '#src/platform/database/transaction.ts'
import { testDatabase } from '#test/setup/database.ts'

interface Row {
  id: string | null
  words: string | null
  list: string[]
  many: number
  is: boolean
  at: Date
  json: unknown
}

const columns: Column<Row>[] = [
  uuid('id', ({ id }) => id),
  text('words', ({ words }) => words),
  texts('list', ({ list }) => list),
  int('many', ({ many }) => many),
  boolean('is', ({ is }) => is),
  timestamptz('at', ({ at }) => at),
  jsonb('json', ({ json }) => json)
]
const row: Row = {
  id: '6f1c2c1e-7a0e-4f0e-8d57-0d4d8a3f2b11',
  words: 'é "{},\\ \t\n 𝄞',
  list: ['a', '', 'ß,"'],
  many: -3,
  is: true,
  at: new Date('2026-01-02T03:04:05.678Z'),
  json: { a: [1, 'é\\u0000'] }
}

let database: Database
beforeAll(async () => {
  database = await testDatabase()
  await database.prisma.$executeRaw`
    CREATE TABLE copied (id uuid, words text UNIQUE, list text[], many int, "is" boolean, at timestamptz, json jsonb)`
})

describe('rows that are copied', () => {
  it.each<[string, Row]>([
    ['of every type', row],
    ['that lack what may be missing', { ...row, id: null, words: null, list: [], json: {} }],
    ['dated long before 1970 and long after', { ...row, words: 'old', at: new Date('0001-01-01T00:00:00Z') }],
    ['larger than a message to the server', { ...row, words: 'large', list: ['€'.repeat(400_000)] }]
  ])('come back as they were: %s', async (_, given) => {
    await database.transaction((tx) => tx.copy('copied', columns, [given]))
    expect(await taken()).toEqual([given])
  })

  it('hold U+FFFD for what PostgreSQL does not store: NUL, and half of a surrogate pair', async () => {
    const half = '\uD834'
    const given = { ...row, words: `a\0${half}`, list: [`\0`], json: { a: `\0${half}` } }
    await database.transaction((tx) => tx.copy('copied', columns, [given]))
    expect(await taken()).toEqual([{ ...row, words: 'a\uFFFD\uFFFD', list: ['\uFFFD'], json: { a: '\uFFFD\uFFFD' } }])
  })

  it('may be none', async () => {
    await database.transaction((tx) => tx.copy('copied', columns, []))
    expect(await taken()).toEqual([])
  })
})

describe('a transaction without Prisma', () => {
  it('leaves nothing behind where a copy fails, and the connection is usable', async () => {
    const act = database.transaction(async (tx) => {
      await tx.copy('copied', columns, [{ ...row, words: 'first' }])
      await tx.copy('copied', columns, [
        { ...row, words: 'twice' },
        { ...row, words: 'twice' }
      ])
    })
    await expect(act).rejects.toThrow('copied_words_key')
    expect(await taken()).toEqual([])
  })

  it('leaves nothing behind where what is done in it throws', async () => {
    const act = database.transaction(async (tx) => {
      await tx.$executeRaw`INSERT INTO copied (words) VALUES (${'gone'})`
      throw new Error('changed my mind')
    })
    await expect(act).rejects.toThrow('changed my mind')
    expect(await taken()).toEqual([])
  })

  it('that loses its connection while it does something else fails, and the program lives on', async () => {
    const act = database.transaction(async (tx) => {
      await tx.$executeRaw`INSERT INTO copied (words) VALUES ('lost')`
      const [session] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`
      await database.pool.query('SELECT pg_terminate_backend($1, 5000)', [session?.pid])
      // What the server said last is read before the next statement.
      for (let turn = 0; turn < 10; turn++) await nextTurn()
      return tx.$queryRaw`SELECT 1`
    })
    await expect(act).rejects.toThrow(/connection/i)
    expect(await taken()).toEqual([])
  })

  it('carries out in order what is asked for at once, rows that are copied among it', async () => {
    const [, , found, , left] = await database.transaction((tx) =>
      Promise.all([
        tx.$executeRaw`INSERT INTO copied (words) VALUES (${'first'})`,
        tx.copy('copied', columns, [{ ...row, words: 'second', list: ['€'.repeat(400_000)] }]),
        tx.$queryRaw<{ words: string }[]>`SELECT words FROM copied ORDER BY words`,
        tx.$executeRaw`DELETE FROM copied WHERE words = 'first'`,
        tx.$queryRaw<{ words: string }[]>`SELECT words FROM copied`
      ])
    )
    expect(found.map(({ words }) => words)).toEqual(['first', 'second'])
    expect(left.map(({ words }) => words)).toEqual(['second'])
    await taken()
  })

  it('in which one of several statements fails tells its error, does none of them, and leaves the connection usable', async () => {
    const twice = { ...row, words: 'twice' }
    const act = database.transaction(async (tx) => {
      // One that fails within a function is heard of later than those behind it.
      const failing = async () => {
        await tx.copy('copied', columns, [twice, twice])
      }
      const large = { ...row, list: ['€'.repeat(400_000)] }
      await Promise.all([failing(), tx.copy('copied', columns, [large]), tx.$queryRaw`SELECT 1`])
    })
    await expect(act).rejects.toThrow('copied_words_key')
    await database.transaction((tx) => tx.copy('copied', columns, [row]))
    expect(await taken()).toEqual([row])
  })

  it('does nothing that is asked for once it is over', async () => {
    const kept: SqlTransaction[] = []
    const act = database.transaction(async (tx) => {
      kept.push(tx)
      throw new Error('changed my mind')
    })
    await expect(act).rejects.toThrow('changed my mind')
    for (const tx of kept)
      await expect(tx.$executeRaw`INSERT INTO copied (words) VALUES ('late')`).rejects.toThrow('over')
    expect(await taken()).toEqual([])
  })

  it('tells how many rows a statement wrote', async () => {
    const written = await database.transaction(
      async (tx) => tx.$executeRaw`INSERT INTO copied (words) VALUES (${'a'}), (${'b'})`
    )
    expect(written).toBe(2)
    expect(await taken()).toHaveLength(2)
  })
})

async function taken(): Promise<unknown> {
  return database.prisma.$queryRaw`DELETE FROM copied RETURNING *`
}
