import type { Compared } from './duplicates.ts'
import { mailName } from './mail-name.ts'

/** A key that more people share says nothing: the switchboard of a firm, a name that half the town bears. */
const BLOCK_MAX = 30
const STEM = 3

/**
 * Those later in the list with whom each one is to be compared: whoever shares a key. Two names meet where they share a
 * word and the beginning or end of another, so that one slip of the pen does not part them; a slip in each of two words
 * does, unless a phone or a mail name is shared.
 */
export function* candidates(people: Compared[]): Generator<{ position: number; others: Set<number> }> {
  const keys = people.map((person) => [...new Set(keysOf(person))])
  const initials = initialKeys(people)
  for (const [position, { words }] of people.entries())
    for (const key of abbreviations(words)) if (initials.has(key)) keys[position]?.push(key)
  const members = membersOf(keys)
  for (const [position, own] of keys.entries()) {
    const others = new Set<number>()
    for (const key of own) for (const other of members.get(key) ?? []) if (other > position) others.add(other)
    if (others.size > 0) yield { position, others }
  }
}

function membersOf(keys: string[][]): Map<string, number[]> {
  const members = new Map<string, number[]>()
  for (const [position, own] of keys.entries()) {
    for (const key of own) {
      const block = members.get(key)
      if (block) block.push(position)
      else members.set(key, [position])
    }
  }
  for (const [key, block] of members) if (block.length < 2 || block.length > BLOCK_MAX) members.delete(key)
  return members
}

function keysOf({ words, digits, addresses, birthday, companyId }: Compared): string[] {
  const keys = addresses.map((address) => `mail ${mailName(address)}`)
  if (digits !== null) keys.push(`phone ${digits}`)
  if (words.length > 1) keys.push(`name ${words.join(' ')}`)
  for (const [position, word] of words.entries()) {
    if (birthday !== null) keys.push(`born ${birthday.slice(-5)} ${word}`)
    if (companyId !== null) keys.push(`at ${companyId} ${word}`)
    if (words.length === 1) keys.push(`name ${word.slice(0, STEM)}…`, `name …${word.slice(-STEM)}`)
    for (const other of words.filter((_, index) => index !== position))
      keys.push(`${word} ${other.slice(0, STEM)}…`, `${word} …${other.slice(-STEM)}`)
  }
  return keys
}

/** « J. Dupont » is compared with all Duponts whose other name begins with J: only where somebody is written so. */
function initialKeys(people: Compared[]): Set<string> {
  const abbreviated = people.filter(({ words }) => words.some((word) => word.length === 1))
  return new Set(abbreviated.flatMap(({ words }) => abbreviations(words)))
}

function abbreviations(words: string[]): string[] {
  return words.flatMap((word, position) =>
    words.flatMap((other, index) => (index === position ? [] : [`${word} ${other.charAt(0)}.`]))
  )
}
