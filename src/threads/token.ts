import type { CarriedMail } from '#src/message/carried.ts'
import type { Random } from '#src/platform/random.ts'

/** 26 letters of base 32: 130 bits, so that nobody names a thread by guessing (SEMANTICS F8). */
const TOKEN = /\bmln-([a-z2-7]{26})\b/g
const TOKEN_LENGTH = 26
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

/** A token that stands for a thread in a mail of ours: in the text, or as `+mln-…` in the address that answers go to. */
export function makeToken(random: Random): string {
  return `mln-${Array.from({ length: TOKEN_LENGTH }, () => ALPHABET[random.below(ALPHABET.length)]).join('')}`
}

/** Ids of the tokens that a mail carries, as they stand among the ids of mails. */
export function tokensIn(mail: Pick<CarriedMail, 'to' | 'cc' | 'long'>): string[] {
  const addresses = [...mail.to, ...mail.cc].map(({ address }) => address).join(' ')
  const mayHoldToken = mail.long.bytesOf('text')?.includes('mln-') === true
  const found = [...tokensOf(addresses), ...tokensOf(mayHoldToken ? mail.long.textOf('text') : '')]
  return [...new Set(found.map(tokenId))]
}

/** How a token stands among the ids of mails. */
export function tokenId(token: string): string {
  return TOKEN_MARK + token
}

/** Whether an id is a token's: it belongs to its thread because it was given out for it. */
export function isTokenId(id: string): boolean {
  return id.startsWith(TOKEN_MARK)
}

const TOKEN_MARK = 'token '

function tokensOf(text: string): string[] {
  return text.includes('mln-') ? [...text.matchAll(TOKEN)].map(([token]) => token) : []
}
