import { Refusal } from '#src/platform/refusal.ts'
import { marked, titleWords } from './title-words.ts'
import { comparable } from './words.ts'

/** The columns that an import looks for, each with the titles it goes by in French and English programs, the surest first. */
export type ColumnTitles<Field extends string> = Record<Field, readonly string[]>

/** Where each field stands: index of its column, for the fields that were found. */
export type Columns<Field extends string> = Partial<Record<Field, number>>

/** A field, with its title's place in the list: the lower the surer. */
interface Found<Field extends string> {
  field: Field
  rank: number
}

/** Fields by their titles, letter by letter and word by word. */
export interface KnownTitles<Field extends string> {
  exact: Map<string, Found<Field>>
  byWords: Map<string, Found<Field>>
}

/** A column of which it cannot be told what it holds, with what to ask for it on the command line. */
export interface Doubt {
  column: number
  refusal: Refusal
}

/** Titles as tables of them are written: parted by bars, on as many lines as it takes. */
export function titles(list: string): string[] {
  return list.split('|').map((title) => title.trim().replace(/\s+/g, ' '))
}

/** Prepares titles for comparing. Where two fields go by one title, the first one has it. */
export function knownTitles<Field extends string>(lists: ColumnTitles<Field>): KnownTitles<Field> {
  const known: KnownTitles<Field> = { exact: new Map(), byWords: new Map() }
  for (const field in lists)
    for (const [rank, title] of lists[field].entries()) {
      addFirst(known.exact, comparableTitle(title), { field, rank })
      addFirst(known.byWords, titleWords(title), { field, rank: rank + LESS_SURE })
    }
  return known
}

/** The same words in another order or spelling are a little less sure than the title itself. */
const LESS_SURE = 0.5

function addFirst<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (key !== '' && !map.has(key)) map.set(key, value)
}

/** A title as it is compared: "Remise (%)" and "remise %" are one, and not "Remise". */
function comparableTitle(title: string): string {
  return comparable(marked(title).replaceAll('%', ' percent '))
}

/** What a title stands for: as it is, else without what stands in brackets or a currency behind it, else by its words. */
export function fieldOfTitle<Field extends string>(known: KnownTitles<Field>, title: string): Found<Field> | null {
  const bare = title.replace(/\([^)]*\)|\[[^\]]*\]/g, ' ').replace(/[€$£]|\b(?:EUR|CAD|USD|euros?)\b/gi, ' ')
  return (
    known.exact.get(comparableTitle(title)) ??
    known.exact.get(comparableTitle(bare)) ??
    known.byWords.get(titleWords(title)) ??
    known.byWords.get(titleWords(bare)) ??
    null
  )
}

/**
 * Finds the columns: as mapped by the caller, else by their titles. Of several columns that look like one field the one with
 * the surest title counts, an empty column never before a filled one.
 * @param mapped field → title as written in the file, or `#3` for the third column; an empty title leaves the field out
 * @param sample the first rows
 * @returns the columns, and the fields that two of them claim equally: the first has it until somebody says which
 * @throws Refusal where a mapped column is not there
 */
export function findColumns<Field extends string>(
  header: string[],
  known: KnownTitles<Field>,
  { mapped, fields, sample }: { mapped: ReadonlyMap<string, string>; fields: readonly Field[]; sample: string[][] }
): { columns: Columns<Field>; doubts: Doubt[] } {
  const columns: Columns<Field> = {}
  const doubts: Doubt[] = []
  for (const [name, title] of mapped) {
    const field = knownField(fields, name)
    if (title !== '') columns[field] = indexOfTitle(header, title)
  }
  const taken = new Set(Object.values(columns))
  const claims = header
    .map((title, index) => ({ index, title, found: fieldOfTitle(known, title), isEmpty: isEmptyColumn(sample, index) }))
    .filter(({ index, found }) => found !== null && !mapped.has(found.field) && !taken.has(index))
    .toSorted((a, b) => Number(a.isEmpty) - Number(b.isEmpty) || (a.found?.rank ?? 0) - (b.found?.rank ?? 0))
  for (const claim of claims) {
    if (!claim.found) continue
    const { field, rank } = claim.found
    const other = claims.find(({ found, index }) => found?.field === field && index === columns[field])
    if (!other) columns[field] = claim.index
    else if (other.found?.rank === rank && !claim.isEmpty && differ(sample, other.index, claim.index))
      doubts.push({ column: other.index, refusal: sameTwice(field, other, claim) })
  }
  return { columns, doubts }
}

function sameTwice(
  field: string,
  one: { index: number; title: string },
  two: { index: number; title: string }
): Refusal {
  return new Refusal(
    'same-column-twice',
    `Columns ${one.index + 1} ("${one.title}") and ${two.index + 1} ("${two.title}") both look like ${field}: say which counts with --map ${field}=#${one.index + 1} or --map ${field}=#${two.index + 1}.`
  )
}

function isEmptyColumn(sample: string[][], index: number): boolean {
  return sample.length > 0 && sample.every((cells) => (cells[index] ?? '').trim() === '')
}

function differ(sample: string[][], one: number, two: number): boolean {
  return sample.some((cells) => (cells[one] ?? '').trim() !== (cells[two] ?? '').trim())
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

function knownField<Field extends string>(fields: readonly Field[], name: string): Field {
  const field = fields.find((known) => known === name)
  if (field !== undefined) return field
  throw new Refusal('unknown-field', `There is no field "${name}"; there are: ${fields.join(', ')}.`, {
    wrongUsage: true
  })
}

function indexOfTitle(header: string[], title: string): number {
  const place = /^#(\d+)$/.exec(title)?.[1]
  if (place !== undefined && Number(place) >= 1 && Number(place) <= header.length) return Number(place) - 1
  const exact = header.indexOf(title)
  const index = exact === -1 ? header.findIndex((other) => comparableTitle(other) === comparableTitle(title)) : exact
  if (index !== -1) return index
  throw new Refusal('no-such-column', `The file has no column "${title}"; it has: ${header.join(', ')}.`, {
    wrongUsage: true
  })
}
