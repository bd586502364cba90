import type { Database } from '#src/platform/database/database.ts'

/** Every row of every table, as text. */
export async function wholeDatabase({ prisma, pool }: Database): Promise<string> {
  const tables = await prisma.$queryRaw<{ name: string }[]>`
    SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`
  const texts: string[] = []
  for (const { name } of tables) {
    const { rows } = await pool.query(`SELECT coalesce(string_agg(t::text, E'\\n'), '') AS text FROM ${name} AS t`)
    texts.push(`${name}\n${rows[0].text}`)
  }
  return texts.join('\n')
}
