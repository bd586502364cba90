import type { Command } from 'commander'
import { currentClient, readClient } from '#src/clients/client-store.ts'
import type { Field, FieldValue } from '#src/clients/fields/definition.ts'
import { listFields } from '#src/clients/fields/definition-store.ts'
import { fieldText, fieldWords, readFieldValue, type WrittenForm } from '#src/clients/fields/value.ts'
import { fieldHistory, heldFields, setFields, type FieldValues } from '#src/clients/fields/value-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { audit, COMMAND_LINE } from '#src/team/audit-store.ts'
import type { Cli } from './context.ts'
import { table } from './output.ts'
import { shownDate } from './values.ts'

/** `maillon clients set` and `maillon clients fields`: the typed fields of one client. */
export function registerFields(verb: Command, cli: Cli): void {
  verb
    .command('set <client> <field=value...>')
    .description('set fields of a client, or of their company; `field=` takes a value away')
    .action(async (given: string, pairs: string[]) => {
      const { prisma } = await cli.database()
      const { 'firm.zone': zone } = await readSettings(prisma)
      const today = cli.clock.now().toZonedDateTimeISO(zone).toPlainDate()
      const values = readPairs(pairs, await listFields(prisma), { days: 'day-first', today })
      const at = dateOf(cli.clock.now())
      const { id, before } = await prisma.$transaction(async (tx) => {
        const id = await currentClient(tx, given)
        const before = await setFields(tx, id, values, { by: COMMAND_LINE, at, source: 'command-line' })
        const after = Object.fromEntries(Object.keys(before).map((key) => [key, values[key] ?? null]))
        const line = { at, by: COMMAND_LINE, action: 'client.fields', subject: { kind: 'client', id }, before, after }
        if (Object.keys(before).length > 0) await audit(tx, line)
        return { id, before }
      })
      const { name, fields } = await readClient(prisma, id)
      cli.print({ id, changed: Object.keys(before), fields }, changedWords(name, Object.keys(before)))
    })
  verb
    .command('fields <client>')
    .description('the fields of a client and their company')
    .option('--history', 'how they came to be: every change, who made it and from where')
    .action((given: string, { history }: { history?: true }) =>
      history ? showHistory(cli, given) : showFields(cli, given)
    )
}

function readPairs(pairs: string[], fields: Field[], form: WrittenForm): FieldValues {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      const field = fields.find(({ key }) => key === pair.slice(0, at).trim())
      if (at < 1 || !field)
        throw new Refusal(
          'bad-pair',
          `"${pair}" is not FIELD=VALUE; the fields are: ${fields.map(({ key }) => key).join(', ')}.`,
          { wrongUsage: true }
        )
      const text = pair.slice(at + 1).trim()
      if (text === '') return [field.key, null]
      const reading = readFieldValue(field, text, form)
      if (reading.kind === 'value') return [field.key, reading.value]
      throw new Refusal('bad-value', `"${text}" is no value for ${field.key}: it takes ${reading.expected.en}.`, {
        wrongUsage: true
      })
    })
  )
}

function changedWords(name: string, keys: string[]): string {
  return keys.length === 0 ? `Nothing changed: ${name} had these values already.` : `${name}: ${keys.join(', ')} set.`
}

async function showFields(cli: Cli, given: string): Promise<void> {
  const { prisma } = await cli.database()
  const held = await heldFields(prisma, await currentClient(prisma, given))
  const data = held.map(({ field, value }) => ({
    key: field.key,
    type: field.type,
    subject: field.subject,
    value,
    text: fieldText(field, value)
  }))
  const rows = held.map(({ field, value }) => [field.key, field.label.en, fieldWords(field, value, 'en')])
  cli.print(data, () => table(['key', 'field', 'value'], rows, 'No field is filled in.'))
}

async function showHistory(cli: Cli, given: string): Promise<void> {
  const { prisma } = await cli.database()
  const lines = await fieldHistory(prisma, await currentClient(prisma, given))
  const fields = new Map((await listFields(prisma, { all: true })).map((field) => [field.key, field]))
  const shown = (key: string, value: FieldValue | null) => {
    const field = fields.get(key)
    return field && value !== null ? fieldText(field, value) : ''
  }
  const rows = lines.map(({ at, key, before, after, by, source }) => [
    shownDate(at),
    key,
    shown(key, before),
    shown(key, after),
    by.id,
    source
  ])
  cli.print(lines, () => table(['when', 'field', 'before', 'after', 'by', 'from'], rows, 'No field was ever changed.'))
}
