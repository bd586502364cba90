import { addressKey } from './address-key.ts'
import type { Member } from './store.ts'

/** The member who writes from an address: their own, or another that they told us of. */
export function memberWriting(members: readonly Member[], address: string): Member | null {
  const key = addressKey(address)
  return members.find(({ email, addresses }) => [email, ...addresses].some((own) => addressKey(own) === key)) ?? null
}

/** Members whom a word may mean: their address or whole name; failing that one word of their name, or of their address. */
export function membersNamed(members: readonly Member[], word: string): Member[] {
  const wanted = word.trim().toLowerCase()
  const exact = members.filter(({ name, email }) => name.toLowerCase() === wanted || email === wanted)
  if (exact.length > 0) return exact
  return members.filter(({ name, email }) => [...name.toLowerCase().split(/\s+/), localPart(email)].includes(wanted))
}

function localPart(email: string): string {
  return email.slice(0, email.lastIndexOf('@'))
}
