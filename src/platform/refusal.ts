/**
 * Something the program was asked for and will not or cannot do, in one sentence that says what to do about it.
 * Every edge (command line, pages, API) shows the sentence as it is; anything else that is thrown is a fault.
 */
export class Refusal extends Error {
  readonly code: string
  /** True where the request itself was malformed: exit code 2, HTTP 400. */
  readonly wrongUsage: boolean

  /**
   * @param code kebab-case name of the case, stable for scripts and translations
   * @param message one sentence: what is wrong and what to do
   */
  constructor(code: string, message: string, options: { wrongUsage?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'Refusal'
    this.code = code
    this.wrongUsage = options.wrongUsage ?? false
  }
}
