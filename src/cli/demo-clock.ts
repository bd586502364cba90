import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Temporal } from 'temporal-polyfill'
import { shiftedClock, systemClock, type Clock } from '#src/platform/clock.ts'

/** In the data folder of a demonstration that began at another instant: by how many milliseconds its clock is ahead. */
const FILE = 'clock-ahead'

/**
 * Notes the clock of a demonstration beside its data, so that other commands on them live at the same time: what is switched
 * on from another terminal is switched on then, and a coupon is redeemed then.
 * @param start null: the machine's own time
 */
export function keepClock(folder: string, start: Temporal.Instant | null): void {
  const file = join(folder, FILE)
  if (start === null) rmSync(file, { force: true })
  else writeFileSync(file, String(start.epochMilliseconds - systemClock.now().epochMilliseconds))
}

/** The clock that commands on a data folder go by: the machine's, but in such a demonstration. */
export function clockIn(folder: string): Clock {
  const ahead = aheadIn(folder)
  return ahead === null ? systemClock : shiftedClock(systemClock.now().add({ milliseconds: ahead }))
}

function aheadIn(folder: string): number | null {
  try {
    const ahead = Number(readFileSync(join(folder, FILE), 'utf8'))
    return Number.isSafeInteger(ahead) ? ahead : null
  } catch {
    // There is none: the usual case.
    return null
  }
}
