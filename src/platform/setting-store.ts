import type { Db } from '#src/platform/database/database.ts'
import { settingKey, settingsFrom, type Settings } from './settings.ts'

/** All settings as they stand now. */
export async function readSettings(db: Db): Promise<Settings> {
  return settingsFrom(await db.setting.findMany())
}

/** Stores the given settings and leaves the others. */
export async function writeSettings(db: Db, changes: Partial<Settings>): Promise<void> {
  for (const [name, value] of Object.entries(changes)) {
    const key = settingKey(name)
    await db.setting.upsert({ where: { key }, create: { key, value }, update: { value, updatedAt: new Date() } })
  }
}

/** Puts a setting back to its default. */
export async function resetSetting(db: Db, key: keyof Settings): Promise<void> {
  await db.setting.deleteMany({ where: { key } })
}
