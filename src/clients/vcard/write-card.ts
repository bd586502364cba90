import { z } from 'zod'

/** What a card tells of a client. */
export const cardClientForm = z.object({
  id: z.string(),
  name: z.string(),
  /** The one that is written to first. */
  addresses: z.array(z.string()),
  company: z.string().nullable(),
  phone: z.string().nullable(),
  birthday: z.object({ year: z.number().nullable(), month: z.number(), day: z.number() }).nullable(),
  tags: z.array(z.string()),
  language: z.enum(['fr', 'en']).nullable(),
  fields: z.record(z.string(), z.unknown())
})
type CardClient = z.infer<typeof cardClientForm>

/** One client as a vCard 4.0 (RFC 6350), its lines folded at 75 bytes. */
export function writeCard({
  id,
  name,
  addresses,
  company,
  phone,
  birthday,
  tags,
  language,
  fields
}: CardClient): string {
  const field = (key: string) => {
    const value = fields[key]
    return typeof value === 'string' ? value : ''
  }
  const postal = ['', '', field('address'), field('city'), '', field('postal_code'), field('country')]
  const lines = [
    'BEGIN:VCARD',
    'VERSION:4.0',
    `UID:urn:uuid:${id}`,
    `FN:${escaped(name || addresses[0] || id)}`,
    ...addresses.map((address, index) => `EMAIL${index === 0 ? ';PREF=1' : ''}:${escaped(address)}`),
    ...(phone === null ? [] : [`TEL;VALUE=text:${escaped(phone)}`]),
    ...(company === null ? [] : [`ORG:${escaped(company)}`]),
    ...(birthday === null ? [] : [`BDAY:${compactDay(birthday)}`]),
    ...(postal.some((part) => part !== '') ? [`ADR:${postal.map(escaped).join(';')}`] : []),
    ...(field('wedding') === ''
      ? []
      : [
          `ANNIVERSARY:${field('wedding')
            .replace(/(\d)-(\d\d)$/, '$1$2')
            .replace(/^(\d{4})-/, '$1')}`
        ]),
    ...(tags.length === 0 ? [] : [`CATEGORIES:${tags.map(escaped).join(',')}`]),
    ...(language === null ? [] : [`LANG:${language}`]),
    'END:VCARD'
  ]
  return lines.map((line) => `${folded(line)}\r\n`).join('')
}

/** `19800514`, `--0514`. */
function compactDay({ year, month, day }: { year: number | null; month: number; day: number }): string {
  const two = (number: number) => String(number).padStart(2, '0')
  return `${year === null ? '--' : String(year).padStart(4, '0')}${two(month)}${two(day)}`
}

function escaped(text: string): string {
  return text.replace(/[\\,;]/g, String.raw`\$&`).replace(/\r?\n/g, String.raw`\n`)
}

/** A line of at most 75 bytes, no character cut in two. */
function folded(line: string): string {
  const BYTES_MAX = 75
  const lines: string[] = []
  let rest = ''
  for (const letter of line) {
    if (Buffer.byteLength(rest) + Buffer.byteLength(letter) > BYTES_MAX) {
      lines.push(rest)
      rest = ' '
    }
    rest += letter
  }
  return [...lines, rest].join('\r\n')
}
