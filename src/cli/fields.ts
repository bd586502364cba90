import { Option, type Command } from 'commander'
import {
  FIELD_SUBJECTS,
  FIELD_TYPES,
  keyFromLabel,
  newFieldSchema,
  readChoices,
  readLabel,
  takesChoices,
  type Field,
  type FieldSubject,
  type FieldType
} from '#src/clients/fields/definition.ts'
import { addField, changeField, findField, listFields, removeField } from '#src/clients/fields/definition-store.ts'
import { dateOf } from '#src/platform/clock.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { audit, COMMAND_LINE } from '#src/team/audit-store.ts'
import type { Cli } from './context.ts'
import { table } from './output.ts'
import { wholeNumber } from './values.ts'

interface AddFlags {
  type: FieldType
  choices?: string
  for: FieldSubject
  key?: string
}

interface ChangeFlags {
  label?: string
  choices?: string
  position?: number
}

export function register(program: Command, cli: Cli): void {
  const verb = program.command('fields').description('The typed fields that are kept for clients and companies')
  verb
    .command('list')
    .description('every field, in the order of pages')
    .action(async () => {
      const fields = await listFields((await cli.database()).prisma)
      const titles = ['key', 'type', 'for', 'French', 'English', 'choices']
      cli.print(fields, () => table(titles, fields.map(row), 'There are no fields: add one with maillon fields add.'))
    })
  registerAdd(verb, cli)
  registerChange(verb, cli)
  registerRemove(verb, cli)
}

function row({ key, type, subject, label, choices }: Field): string[] {
  return [key, type, subject, label.fr, label.en, choices.map((choice) => choice.label.fr).join('; ')]
}

function registerAdd(verb: Command, cli: Cli): void {
  const note = noteIn(cli)
  verb
    .command('add <label>')
    .description('add a field; its label in both languages as "Foyer / Household"')
    .addOption(new Option('--type <type>', 'what its values are').choices(FIELD_TYPES).default('text'))
    .option('--choices <choices>', 'what may be chosen, parted by semicolons: "Maison / House; Appartement / Flat"')
    .addOption(new Option('--for <subject>', 'whose fact it is').choices(FIELD_SUBJECTS).default('client'))
    .option('--key <key>', 'what imports and conditions call it; made of the label unless told')
    .action(async (written: string, { type, choices, for: subject, key }: AddFlags) => {
      const label = readLabel(written)
      const field = newFieldSchema.safeParse({
        key: key ?? keyFromLabel(label.fr),
        label,
        type,
        choices: readChoices(choices ?? ''),
        subject
      })
      if (!field.success) throw badField(type, choices)
      const { prisma } = await cli.database()
      const added = await prisma.$transaction(async (tx) => {
        const added = await addField(tx, field.data)
        await note(tx, 'field.add', added.key, { after: asJson(added) })
        return added
      })
      cli.print(added, `There is a field "${added.key}" now.`)
    })
}

function badField(type: FieldType, choices: string | undefined): Refusal {
  if (takesChoices(type) !== (choices !== undefined))
    return new Refusal(
      'wrong-choices',
      takesChoices(type)
        ? `A field of type ${type} needs what may be chosen: --choices "Maison; Appartement".`
        : `A field of type ${type} has no choices: leave --choices out, or take --type choice.`,
      { wrongUsage: true }
    )
  return new Refusal(
    'bad-field',
    'A field needs a label of at most 80 letters, a key of lower-case letters, figures and _, and choices that differ.',
    { wrongUsage: true }
  )
}

function registerChange(verb: Command, cli: Cli): void {
  const note = noteIn(cli)
  verb
    .command('change <key>')
    .description('rename a field, change what may be chosen, or move it')
    .option('--label <label>', 'its label, in both languages as "Foyer / Household"')
    .option('--choices <choices>', 'all that may be chosen from now on, parted by semicolons')
    .option('--position <place>', 'its place on pages', wholeNumber)
    .action(async (key: string, { label, choices, position }: ChangeFlags) => {
      const { prisma } = await cli.database()
      const changed = await prisma.$transaction(async (tx) => {
        const before = await findField(tx, key)
        const wanted = choices === undefined ? undefined : keepKeys(before, readChoices(choices))
        const after = await changeField(tx, key, {
          position,
          label: label === undefined ? undefined : readLabel(label),
          choices: wanted
        })
        await note(tx, 'field.change', key, { before: asJson(before), after: asJson(after) })
        return after
      })
      cli.print(changed, `The field "${key}" is changed.`)
    })
}

/** A choice that is written as it was keeps its key, whatever that was made of. */
function keepKeys(field: Field, choices: Field['choices']): Field['choices'] {
  return choices.map((choice) => {
    const words = [choice.label.fr.toLowerCase(), choice.key]
    const known = field.choices.find(({ key, label }) => words.includes(label.fr.toLowerCase()) || words.includes(key))
    return { ...choice, key: known?.key ?? choice.key }
  })
}

function registerRemove(verb: Command, cli: Cli): void {
  const note = noteIn(cli)
  verb
    .command('remove <key>')
    .description('take a field away; its values come back if it is added again')
    .option('--and-values', 'its values go for good')
    .action(async (key: string, { andValues }: { andValues?: true }) => {
      const { prisma } = await cli.database()
      const values = await prisma.$transaction(async (tx) => {
        const count = await removeField(tx, key, { at: dateOf(cli.clock.now()), andValues: andValues === true })
        const kept = andValues ? 0 : count
        await note(tx, 'field.remove', key, { before: { values: count }, after: { values: kept } })
        return count
      })
      const fate = andValues ? 'are gone' : 'are kept, unseen'
      cli.print({ key, removed: true, values }, `The field "${key}" is taken away; its ${values} values ${fate}.`)
    })
}

type Note = (
  db: Parameters<typeof audit>[0],
  action: string,
  key: string,
  told: Pick<Parameters<typeof audit>[1], 'before' | 'after'>
) => Promise<string>

function noteIn(cli: Cli): Note {
  return (db, action, key, told) =>
    audit(db, { at: dateOf(cli.clock.now()), by: COMMAND_LINE, action, subject: { kind: 'field', id: key }, ...told })
}

function asJson({ label, type, choices, subject, position }: Field) {
  return { label, type, subject, position, choices: choices.map(({ key, label }) => ({ key, label })) }
}
