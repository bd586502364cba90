import { Refusal } from '#src/platform/refusal.ts'

/** The columns that an import looks for, each with the titles it goes by in French and English programs. */
export type ColumnTitles<Field extends string> = Record<Field, readonly string[]>

/** Where each field stands: index of its column, for the fields that were found. */
export type Columns<Field extends string> = Partial<Record<Field, number>>

/** A title as it is compared: lower-case, without accents, signs and spaces. */
export function comparableTitle(title: string): string {
  return title
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '')
}

/** Whether a title is that of one of these columns. */
export function knowsTitle<Field extends string>(titles: ColumnTitles<Field>, title: string): boolean {
  return fieldOf(titles, title) !== null
}

/**
 * Finds the columns: as mapped by the caller, else by their titles.
 * @param mapped field → title as written in the file
 * @throws Refusal where a mapped column is not there, or two columns claim one field
 */
export function findColumns<Field extends string>(
  header: string[],
  titles: ColumnTitles<Field>,
  mapped: Map<string, string>
): Columns<Field> {
  const columns: Columns<Field> = {}
  for (const [name, title] of mapped) columns[knownField(titles, name)] = indexOfTitle(header, title)
  for (const [index, title] of header.entries()) {
    const field = fieldOf(titles, title)
    if (field === null || mapped.has(field)) continue
    const other = columns[field]
    if (other !== undefined)
      throw new Refusal(
        'same-column-twice',
        `Columns ${other + 1} ("${header[other]}") and ${index + 1} ("${title}") both look like ${field}: say which counts with --map ${field}=TITLE, after giving them different titles.`
      )
    columns[field] = index
  }
  return columns
}

/** Reads `--map FIELD=COLUMN` flags. @throws Refusal where one has no `=` */
export function readMapping(flags: string[]): Map<string, string> {
  return new Map(
    flags.map((flag) => {
      const at = flag.indexOf('=')
      if (at > 0) return [flag.slice(0, at).trim(), flag.slice(at + 1).trim()] as const
      throw new Refusal('bad-map', `--map needs FIELD=COLUMN, such as email=Courriel, and got ${flag}.`, {
        wrongUsage: true
      })
    })
  )
}

function fieldOf<Field extends string>(titles: ColumnTitles<Field>, title: string): Field | null {
  const wanted = comparableTitle(title)
  if (wanted === '') return null
  return fieldsOf(titles).find((field) => titles[field].some((known) => comparableTitle(known) === wanted)) ?? null
}

function fieldsOf<Field extends string>(titles: ColumnTitles<Field>): Field[] {
  const fields: Field[] = []
  for (const field in titles) fields.push(field)
  return fields
}

function knownField<Field extends string>(titles: ColumnTitles<Field>, name: string): Field {
  const fields = fieldsOf(titles)
  const field = fields.find((known) => known === name)
  if (field !== undefined) return field
  throw new Refusal('unknown-field', `There is no field "${name}"; there are: ${fields.join(', ')}.`, {
    wrongUsage: true
  })
}

function indexOfTitle(header: string[], title: string): number {
  const exact = header.indexOf(title)
  const index = exact === -1 ? header.findIndex((other) => comparableTitle(other) === comparableTitle(title)) : exact
  if (index !== -1) return index
  throw new Refusal('no-such-column', `The file has no column "${title}"; it has: ${header.join(', ')}.`, {
    wrongUsage: true
  })
}
