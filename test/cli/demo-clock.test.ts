import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { openCli } from '#src/cli/context.ts'
import { keepClock } from '#src/cli/demo-clock.ts'

test('commands on a demonstration that began at another instant live at its time, and at their own once it has gone back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'maillon-clock-'))
  const start = Temporal.Instant.from('2031-05-14T08:59:30+02:00')
  keepClock(folder, start)
  expect(await secondsFrom(folder, start)).toBeLessThan(60)
  keepClock(folder, null)
  expect(await secondsFrom(folder, Temporal.Now.instant())).toBeLessThan(60)
  rmSync(folder, { recursive: true })
})

async function secondsFrom(folder: string, instant: Temporal.Instant): Promise<number> {
  const { cli, close } = openCli({ json: false, settings: { MAILLON_DATA: folder } })
  const seconds = Math.abs(cli.clock.now().since(instant).total('seconds'))
  await close()
  return seconds
}
