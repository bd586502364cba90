/** What each file of this folder exports: one set of mails and how to judge what is understood of them. */
export interface EvalSet {
  /** @param folder where the set's files are */
  measure(folder: string): Promise<Measure[]> | Measure[]
}

export interface Measure {
  /** What is measured, in a few words. */
  title: string
  right: number
  /** One line for each that is wrong: which, what it should be, what it was taken for. */
  wrong: string[]
}
