/** What each file of this folder exports: one set and how to judge what Maillon makes of it. */
export interface EvalSet {
  name: string
  /** @param corpora the folder that holds the sets; null where it is absent */
  run(corpora: string | null): Promise<Outcome>
}

export interface Outcome {
  right: number
  /** One line for each that is wrong: which, what it should be, what it was taken for. */
  wrong: string[]
  /** What else there is to say: further measures, a comparison. */
  lines: string[]
}
