import { withoutPersonalLinks } from '#src/delivery/links.ts'
import { withoutCodes } from '#src/offers/code.ts'
import { codesAmong } from '#src/offers/known-codes-store.ts'
import type { Db } from '#src/platform/database/database.ts'
import type { View } from '#src/web/view.ts'

/** Who reads texts of mails. Codes are the owner's to list (decision 026). */
export interface Reader {
  seesCodes: boolean
}

export function readerOf({ member }: Pick<View, 'member'>): Reader {
  return { seesCodes: member?.role === 'owner' }
}

/** Texts that are cut are read so much longer: a code that the cut would go through is hidden before it. */
export const CUT_MARGIN = 60

interface Shown<Row> {
  /** Which of their texts come from mails, each with the length that is shown. */
  fields: Partial<Record<keyof Row, number>>
  /** Rows in whose texts codes may stay: those that the client wrote. Nobody's unless told. */
  staysWhole?: (row: Row) => boolean
}

/** Rows with their texts as this reader may see them: no personal links, and codes only for who may list them. */
export async function shownRows<Row extends object>(
  db: Db,
  rows: Row[],
  reader: Reader,
  { fields, staysWhole = () => false }: Shown<Row>
): Promise<Row[]> {
  const names = Object.keys(fields).filter((name): name is keyof Row & string => name in fields)
  const hides = (row: Row) => !reader.seesCodes && !staysWhole(row)
  const texts = rows.filter(hides).flatMap((row) => names.map((name) => String(row[name] ?? '')))
  const codes = await codesAmong(db, texts)
  return rows.map((row) => {
    const shown = { ...row }
    for (const name of names) {
      const text = row[name]
      if (typeof text !== 'string') continue
      const linkless = withoutPersonalLinks(text)
      const whole = hides(row) ? withoutCodes(linkless, (code) => codes.has(code)) : linkless
      Object.assign(shown, { [name]: shortened(whole, fields[name] ?? Infinity) })
    }
    return shown
  })
}

/** As many whole words as fit, with a sign that more follows. @param most letters */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text
  const cut = text.slice(0, most - 1)
  return `${/\s/.test(cut) ? cut.replace(/\s+\S*$/, '') : cut}…`
}
