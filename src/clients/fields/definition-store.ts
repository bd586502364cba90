import { z } from 'zod'
import type { Db } from '#src/platform/database/database.ts'
import type { FieldDefinition, Prisma } from '#src/platform/database/generated/client.ts'
import { CLIENT_TITLES } from '#src/clients/import/columns.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { FIELD_SUBJECTS, FIELD_TYPES, type Choice, type Field, type NewField } from './definition.ts'

/** The fields that are kept, in the order of pages. @param all also those that were taken away */
export async function listFields(db: Db, { all = false }: { all?: boolean } = {}): Promise<Field[]> {
  const rows = await db.fieldDefinition.findMany({
    ...(all ? {} : { where: { removedAt: null } }),
    orderBy: [{ position: 'asc' }, { key: 'asc' }]
  })
  const { 'firm.currency': currency } = rows.length === 0 ? { 'firm.currency': '' } : await readSettings(db)
  return rows.map((row) => fieldOf(row, currency))
}

/** @throws Refusal naming the fields there are, where this is none of them */
export async function findField(db: Db, key: string): Promise<Field> {
  const fields = await listFields(db)
  const field = fields.find((field) => field.key === key)
  if (field) return field
  throw new Refusal(
    'no-such-field',
    `There is no field "${key}"; there are: ${fields.map(({ key }) => key).join(', ')}.`,
    { wrongUsage: true }
  )
}

const choicesForm = z.array(z.object({ key: z.string(), fr: z.string(), en: z.string() }))

function fieldOf(row: FieldDefinition, firmCurrency: string): Field {
  const type = z.enum(FIELD_TYPES).parse(row.type)
  return {
    key: row.key,
    label: { fr: row.labelFr, en: row.labelEn },
    type,
    choices: choicesForm.parse(row.choices).map(({ key, fr, en }) => ({ key, label: { fr, en } })),
    subject: z.enum(FIELD_SUBJECTS).parse(row.subject),
    currency: type === 'money' ? (row.currency ?? firmCurrency) : null,
    position: row.position,
    isReadyMade: row.isReadyMade
  }
}

/**
 * Adds a field at the end. A key that was taken away comes back with its values, if the type is the same.
 * @throws Refusal where the key is in use, or its values are of another type
 */
export async function addField(db: Db, { key, label, type, choices, subject }: NewField): Promise<Field> {
  if (Object.hasOwn(CLIENT_TITLES, key))
    throw new Refusal('field-exists', `"${key}" is a column of every client already: give this field another key.`)
  const former = await db.fieldDefinition.findUnique({ where: { key } })
  if (former && former.removedAt === null)
    throw new Refusal('field-exists', `There is a field "${key}" already: give this one another key.`)
  if (former && former.type !== type && (await countValues(db, key)) > 0)
    throw new Refusal(
      'field-had-values',
      `"${key}" was a field of type ${former.type} and still has values: give this one another key.`
    )
  const { 'firm.currency': currency } = await readSettings(db)
  const row = {
    labelFr: label.fr,
    labelEn: label.en,
    type,
    choices: storedChoices(choices),
    subject,
    currency: type === 'money' ? currency : null,
    position: await nextPosition(db),
    isReadyMade: false,
    removedAt: null
  }
  const stored = await db.fieldDefinition.upsert({ where: { key }, create: { key, ...row }, update: row })
  return fieldOf(stored, currency)
}

function storedChoices(choices: Choice[]): Prisma.InputJsonArray {
  return choices.map(({ key, label }) => ({ key, fr: label.fr, en: label.en }))
}

async function nextPosition(db: Db): Promise<number> {
  const { _max } = await db.fieldDefinition.aggregate({ _max: { position: true } })
  return (_max.position ?? 0) + 1
}

/** What may be changed of a field: its type and subject may not, its values rest on them. */
export interface FieldChanges {
  label?: Field['label'] | undefined
  choices?: Choice[] | undefined
  position?: number | undefined
}

/**
 * Renames a field, changes what may be chosen, or moves it.
 * @throws Refusal where there is none, or a choice that clients have would go
 */
export async function changeField(db: Db, key: string, { label, choices, position }: FieldChanges): Promise<Field> {
  const field = await findField(db, key)
  if (choices) await refuseLosing(db, field, choices)
  await db.fieldDefinition.update({
    where: { key },
    data: {
      ...(label ? { labelFr: label.fr, labelEn: label.en } : {}),
      ...(choices ? { choices: storedChoices(choices) } : {}),
      ...(position === undefined ? {} : { position })
    }
  })
  return findField(db, key)
}

async function refuseLosing(db: Db, field: Field, choices: Choice[]): Promise<void> {
  const hasChoices = field.choices.length > 0
  if (!hasChoices || choices.length === 0)
    throw new Refusal(
      'wrong-choices',
      `"${field.key}" is of type ${field.type}: it takes ${hasChoices ? 'at least one choice' : 'no choices'}.`
    )
  const lost = field.choices.filter(({ key }) => !choices.some((kept) => kept.key === key))
  for (const { key, label } of lost) {
    const count = await countValues(db, field.key, key)
    if (count > 0)
      throw new Refusal('choice-in-use', `"${label.fr}" is chosen ${count} times: choose something else there first.`)
  }
}

/**
 * Takes a field away. Its values stay, unseen, and come back if it is added again; with `andValues` they go for good.
 * @throws Refusal where there is none
 * @returns how many records had a value
 */
export async function removeField(
  db: Db,
  key: string,
  { at, andValues = false }: { at: Date; andValues?: boolean }
): Promise<number> {
  await findField(db, key)
  const count = await countValues(db, key)
  await db.fieldDefinition.update({ where: { key }, data: { removedAt: at } })
  if (!andValues) return count
  await db.$executeRaw`UPDATE client SET fields = fields - ${key}::text WHERE fields ? ${key}`
  await db.$executeRaw`UPDATE company SET fields = fields - ${key}::text WHERE fields ? ${key}`
  await db.fieldChange.deleteMany({ where: { key } })
  return count
}

/** Brings back a field that was taken away, with the values that were kept. @returns false where it is there */
export async function restoreField(db: Db, key: string): Promise<boolean> {
  const back = await db.fieldDefinition.updateMany({
    where: { key, removedAt: { not: null } },
    data: { removedAt: null }
  })
  return back.count === 1
}

/** How many clients and companies have a value, or this choice. Reads all of them: for rare acts of the owner. */
export async function countValues(db: Db, key: string, choice?: string): Promise<number> {
  const wanted = choice ?? null
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (SELECT fields FROM client UNION ALL SELECT fields FROM company) AS held
    WHERE fields ? ${key} AND (${wanted}::text IS NULL OR fields->${key} ? ${wanted}::text)`
  return row?.count ?? 0
}
