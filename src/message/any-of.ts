/** One pattern out of several, for lists that are too long for a line. */
export function anyOf(...alternatives: string[]): RegExp {
  return new RegExp(alternatives.join('|'))
}

/** The same without regard to case. */
export function anyCaseOf(...alternatives: string[]): RegExp {
  return new RegExp(alternatives.join('|'), 'i')
}
