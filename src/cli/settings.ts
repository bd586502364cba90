import type { Command } from 'commander'
import { readSettings, resetSetting, writeSettings } from '#src/platform/setting-store.ts'
import { forgetKey } from '#src/platform/secrets.ts'
import { parseSetting, settingKey, settingKeys, type SettingKey, type Settings } from '#src/platform/settings.ts'
import type { Cli } from './context.ts'
import { table } from './output.ts'

export function register(program: Command, cli: Cli): void {
  const verb = program.command('settings').description('Show and change the settings of the firm')
  verb
    .command('get [key]')
    .description('show one setting, or all')
    .action(async (name?: string) => {
      const settings = await readSettings((await cli.database()).prisma)
      if (name === undefined) {
        const rows = settingKeys().map(({ key, about }) => [key, shown(settings[key]), about])
        return cli.print(settings, () => table(['setting', 'value', 'what it is'], rows, 'There are no settings.'))
      }
      const key = settingKey(name)
      cli.print({ [key]: settings[key] }, shown(settings[key]))
    })
  verb
    .command('set <key> [value]')
    .description('change one setting; without a value, put it back to its default')
    .action(async (name: string, value?: string) => {
      const key = settingKey(name)
      const { prisma } = await cli.database()
      if (value === undefined) await resetSetting(prisma, key)
      else await writeSettings(prisma, parseSetting(key, value))
      const settings = await readSettings(prisma)
      cli.print({ [key]: settings[key] }, `${key} is now ${shown(settings[key])}`)
    })
  verb
    .command('forget-key')
    .description('accept another encryption key after the former one was lost; stored passwords stay unreadable')
    .action(async () => {
      await forgetKey((await cli.database()).prisma)
      await cli.secrets()
      cli.print({ forgotten: true }, 'The present key counts from now on. Give each mailbox its password again.')
    })
}

function shown(value: Settings[SettingKey]): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text === '' ? '(empty)' : text
}
