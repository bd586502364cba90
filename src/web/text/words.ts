import { count } from '#src/platform/i18n.ts'

/** "1 234 clients", "0 client". */
export function countFr(n: number, one: string, other: string): string {
  return count('fr', n, { one, other })
}

/** "1,234 clients", "0 clients". */
export function countEn(n: number, one: string, other: string): string {
  return count('en', n, { one, other })
}

/** What was written is too long for its field: how much it takes. */
export function tooLongFr(most: number): string {
  return `C’est trop long\u00a0: ${countFr(most, 'signe', 'signes')} au plus.`
}

export function tooLongEn(most: number): string {
  return `This is too long: ${countEn(most, 'sign', 'signs')} at most.`
}

/** Sentences found by a key that comes from outside the catalogue: a refused field, a reason, a state. */
export function messages(byKey: Record<string, string>): Record<string, string> {
  return byKey
}
