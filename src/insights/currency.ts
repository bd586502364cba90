import type { Db } from '#src/platform/database/database.ts'
import type { Settings } from '#src/platform/settings.ts'
import { readCurrencies } from './history-store.ts'

/** The currency that reports are in unless told: the firm's where anything was bought in it, else the one most used. */
export async function usualCurrency(db: Db, settings: Settings): Promise<string> {
  return usualAmong(await readCurrencies(db), settings)
}

/** @param used the most used first */
export function usualAmong(used: { currency: string }[], settings: Settings): string {
  const own = used.find((one) => one.currency === settings['firm.currency'])
  return own?.currency ?? used[0]?.currency ?? settings['firm.currency']
}
