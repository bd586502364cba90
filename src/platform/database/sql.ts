/**
 * What set-based statements need: the open database's client, the client of a transaction under way, or an `SqlTransaction`.
 * Values pass alike through all of them; see `Db` for which types do.
 */
export interface Sql {
  $queryRaw<Rows = unknown>(text: TemplateStringsArray, ...values: unknown[]): PromiseLike<Rows>
  /** @returns how many rows were written */
  $executeRaw(text: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>
  /** True where statements asked for at once are carried out in the order asked for. */
  keepsOrder?: true
}

/**
 * Carries out statements in this order that need no answer of one another: at once where the order is kept, so that the server
 * has the next when it is done with one.
 */
export function inTurn<Answers extends unknown[]>(
  db: Sql,
  statements: { [Place in keyof Answers]: () => PromiseLike<Answers[Place]> }
): Promise<Answers>
export async function inTurn(db: Sql, statements: (() => PromiseLike<unknown>)[]): Promise<unknown[]> {
  if (db.keepsOrder) return Promise.all(statements.map((statement) => statement()))
  const answers: unknown[] = []
  for (const statement of statements) answers.push(await statement())
  return answers
}
