/**
 * What set-based statements need: the open database's client, the client of a transaction under way, or an `SqlTransaction`.
 * Values pass alike through all of them; see `Db` for which types do.
 */
export interface Sql {
  $queryRaw<Rows = unknown>(text: TemplateStringsArray, ...values: unknown[]): PromiseLike<Rows>
  /** @returns how many rows were written */
  $executeRaw(text: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>
}
