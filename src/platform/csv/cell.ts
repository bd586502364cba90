import { isGuarded, unguarded } from './write.ts'

/** What programs write where there is nothing. */
const NOTHING =
  /^(?:null|nil|none|n\/?a|#n\/a|#ref!|#value!|#name\?|nan|-+|–|—|0000-00-00(?: 00:00:00)?|00?\/00?\/(?:00|0000))$/i

/**
 * A cell as it is meant: spaces of every kind made one, zero bytes gone, and what spreadsheets and our own export put in to keep
 * a text a text (`'0612…`, `="0612…"`) taken off.
 */
export function cellText(cells: string[], index: number | undefined): string {
  if (index === undefined) return ''
  const written = cells[index]
  if (written === undefined || written === '') return ''
  const raw = unguarded(written)
  // Neither zero bytes nor half characters can be stored.
  const text = STORABLE.test(raw) ? raw : raw.replaceAll('\0', ' ').replace(/[\ud800-\udfff]/gu, '\ufffd')
  const spaced = UNUSUAL_SPACE.test(text) ? text.replace(/[\s\u00a0\u200b\ufeff]+/g, ' ') : text
  const bare = spaced.trim()
  return isGuarded(written) ? bare : bare.replace(/^="?(.*?)"?$/, '$1').trim()
}

const STORABLE = /^[^\0\ud800-\udfff]*$/u
// A single usual space between letters is the rule: looking for anything else first spares the replacing.
const UNUSUAL_SPACE = /[^\S ]|\s\s|[\u200b\ufeff]/

/** The same, with the words that stand for nothing read as nothing. */
export function cellValue(cells: string[], index: number | undefined): string {
  const text = cellText(cells, index)
  return text.length < 20 && NOTHING.test(text) ? '' : text
}

/** Whether a row sums up those above it rather than telling of something. */
export function looksLikeTotal(cells: string[]): boolean {
  const first = cells.find((cell) => cell.trim() !== '') ?? ''
  return /^\s*(?:sous-?\s?total|subtotal|total|totaux|grand total|sum|somme|cumul|balance|solde|report)\b/i.test(first)
}
