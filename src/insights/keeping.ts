import { decimalText } from '#src/platform/money.ts'

/** The owner's own figures, in minor units of one currency. */
export interface KeepingInput {
  /** Gross profit that one client brings in a year. */
  grossPerYear: bigint
  /** Cost of winning one new client. */
  recruiting: bigint
  /** Cost of keeping a client for one more year; 0 unless the owner says so. */
  keeping: bigint
  years: number
}

export interface Outcome {
  gross: bigint
  recruiting: bigint
  keeping: bigint
  net: bigint
  explanation: string
}

export interface Keeping {
  /** The same client stays for all the years: won once. */
  same: Outcome
  /** A different client each year: won each year. */
  different: Outcome
  /** How many per cent less the different clients bring; null where the same client brings nothing. */
  lessPercent: number | null
}

/** Keeping a client against recruiting another each year (PRODUCT K9). */
export function keepingAgainstRecruiting(
  { grossPerYear, recruiting, keeping, years }: KeepingInput,
  currency: string
): Keeping {
  const gross = grossPerYear * BigInt(years)
  const same = outcome({ gross, recruiting, keeping: keeping * BigInt(Math.max(years - 1, 0)) }, currency)
  const different = outcome({ gross, recruiting: recruiting * BigInt(years), keeping: 0n }, currency)
  const lessPercent = same.net > 0n ? (Number(same.net - different.net) * 100) / Number(same.net) : null
  return { same, different, lessPercent }
}

function outcome(parts: Pick<Outcome, 'gross' | 'recruiting' | 'keeping'>, currency: string): Outcome {
  const net = parts.gross - parts.recruiting - parts.keeping
  const less = [parts.recruiting, parts.keeping].filter((part) => part !== 0n)
  const terms = less.map((part) => ` − ${decimalText(part, currency)}`).join('')
  return { ...parts, net, explanation: `${decimalText(net, currency)} = ${decimalText(parts.gross, currency)}${terms}` }
}
