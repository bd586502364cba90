import { normalAddress } from './addresses.ts'

export type Author = { kind: 'sole'; address: string; domain: string } | { kind: 'unclear'; detail: string }

/** A display name, quoted or not, without anything that another reader might take for an address. */
const NAME = `(?:"[^"\\\\<>]*"|[^"\\\\<>()@,;:]*)`
const ADDRESS = `[\\w.!#$%&'*+/=?^{|}~-]+@[a-z0-9-]+(?:\\.[a-z0-9-]+)+`
const PLAIN = new RegExp(`^\\s*(?:${NAME}\\s*<(${ADDRESS})>|(${ADDRESS}))\\s*$`, 'i')
const LENGTH_LIMIT = 1000

/**
 * The one author whom every mail program shows for this mail. Several From fields, several addresses, and forms that
 * programs read differently (comments, two brackets, a second address before the brackets) have none (SEMANTICS F2).
 * @param fromFields the raw values of all From fields
 */
export function soleAuthor(fromFields: string[]): Author {
  const [from = '', ...others] = fromFields
  if (fromFields.length !== 1)
    return { kind: 'unclear', detail: `${others.length + (from === '' ? 0 : 1)} From fields` }
  const match = from.length <= LENGTH_LIMIT ? PLAIN.exec(from) : null
  const address = normalAddress(match?.[1] ?? match?.[2] ?? '')
  if (address === null) return { kind: 'unclear', detail: 'the From field is not one plain address' }
  return { kind: 'sole', address, domain: address.slice(address.lastIndexOf('@') + 1) }
}
