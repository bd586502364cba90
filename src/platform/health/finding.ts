import { errorText } from '#src/platform/error.ts'
import { Refusal } from '#src/platform/refusal.ts'

/** How one part of the program is, for `maillon doctor` and the page of the same name. */
export interface Finding {
  /** Name of the part, stable for scripts: `disk`, `queue` … */
  part: string
  state: 'ok' | 'warning' | 'failed'
  /** What was seen, in one phrase. */
  detail: string
  /** What to do about it; empty where all is well. */
  advice: string
}

export function ok(part: string, detail: string): Finding {
  return { part, state: 'ok', detail, advice: '' }
}

export function warning(part: string, detail: string, advice: string): Finding {
  return { part, state: 'warning', detail, advice }
}

export function failed(part: string, detail: string, advice: string): Finding {
  return { part, state: 'failed', detail, advice }
}

/** Looks at one part; a look that fails is itself a finding. */
export async function look(part: string, check: () => Promise<Finding>): Promise<Finding> {
  try {
    return await check()
  } catch (error) {
    if (error instanceof Refusal) return failed(part, error.code, error.message)
    return failed(part, errorText(error), 'Look into the log, mend the cause and run `maillon doctor` again.')
  }
}
