import { conditionSchema, type Condition } from '#src/insights/condition.ts'
import { blanksOf, factOf } from './facts.ts'
import type { Knowing, Line, LineFault, Lines } from './line.ts'
import { Unclear } from './reader.ts'

export type Understood = { kind: 'right'; condition: Condition } | { kind: 'wrong'; faults: Map<number, LineFault> }

/** The condition that lines tell, or what is wrong with each that cannot be understood. No lines are everyone. */
export function conditionOfLines({ join, lines }: Lines, knowing: Knowing): Understood {
  const faults = new Map<number, LineFault>()
  const parts = lines.flatMap((line, index) => {
    try {
      return [partOf(line, knowing)]
    } catch (error) {
      if (!(error instanceof Unclear)) throw error
      faults.set(index, error.fault)
      return []
    }
  })
  if (faults.size > 0) return { kind: 'wrong', faults }
  // Any of none is nobody: an audience that is still empty is everyone.
  const isOne = parts.length < 2
  const checked = conditionSchema.safeParse({ kind: isOne ? 'all' : join, of: parts })
  if (checked.success) return { kind: 'right', condition: checked.data }
  return { kind: 'wrong', faults: new Map([[lines.length - 1, 'whole']]) }
}

function partOf(line: Line, knowing: Knowing): Condition {
  const part = line.kind === 'whole' ? wholeOf(line) : factOf(line, knowing)
  return line.is === 'yes' ? part : { kind: 'not', of: part }
}

function wholeOf({ blanks }: Line): Condition {
  const whole = conditionSchema.safeParse(jsonOf(blanks.json ?? ''))
  if (!whole.success) throw new Unclear('whole')
  return whole.data
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The lines that tell a condition; reading them back gives the same clients. */
export function linesOf(condition: Condition, knowing: Knowing): Lines {
  const isGroup = condition.kind === 'all' || condition.kind === 'any'
  if (!isGroup) return { join: 'all', lines: [lineOf(condition, knowing)] }
  return { join: condition.kind, lines: condition.of.map((part) => lineOf(part, knowing)) }
}

function lineOf(part: Condition, knowing: Knowing): Line {
  const inner = part.kind === 'not' ? part.of : part
  const is = part.kind === 'not' ? 'no' : 'yes'
  const isFact = inner.kind !== 'all' && inner.kind !== 'any' && inner.kind !== 'not'
  const told = isFact ? blanksOf(inner, knowing) : null
  return told ? { ...told, is } : { kind: 'whole', is: 'yes', blanks: { json: JSON.stringify(part) } }
}
