/** One Authentication-Results field, read (RFC 8601). */
export interface AuthenticationResults {
  /** The server that speaks, in lower case. */
  authservId: string
  results: MethodResult[]
}

export interface MethodResult {
  /** dmarc, dkim, spf … in lower case. */
  method: string
  /** pass, fail, none … in lower case. */
  result: string
  /** "header.from" → "example.org", in lower case. */
  properties: Map<string, string>
}

/**
 * Reads an Authentication-Results value. Strict, since permissions hang on it: comments nest, quoted strings are kept whole,
 * and what does not follow the grammar is left out rather than guessed.
 * @returns null where the field is not readable, or of a version that is not known
 */
export function readAuthenticationResults(value: string): AuthenticationResults | null {
  const [head = '', ...statements] = splitStatements(withoutComments(value))
  const [authservId = '', version, ...rest] = head.trim().split(/\s+/)
  const isReadable = /^[\w.:-]+$/.test(authservId) && (version === undefined || version === '1') && rest.length === 0
  if (!isReadable) return null
  return { authservId: authservId.toLowerCase().replace(/\.$/, ''), results: statements.flatMap(readStatement) }
}

/** Comments may stand anywhere, nest, and hold semicolons and quotes (RFC 5322, section 3.2.2). */
function withoutComments(value: string): string {
  let kept = ''
  let depth = 0
  let isQuoted = false
  for (let index = 0; index < value.length; index++) {
    const character = value.charAt(index)
    if (character === '\\' && (isQuoted || depth > 0)) {
      if (depth === 0) kept += value.slice(index, index + 2)
      index++
    } else if (character === '"' && depth === 0) {
      isQuoted = !isQuoted
      kept += character
    } else if (character === '(' && !isQuoted) depth++
    else if (character === ')' && !isQuoted && depth > 0) depth--
    else if (depth === 0) kept += character
  }
  return kept
}

function splitStatements(value: string): string[] {
  return value.match(/(?:"(?:\\.|[^"\\])*"|[^;"])+/g) ?? []
}

const RESULT = /^\s*([a-z][\w-]*)(?:\s*\/\s*\d+)?\s*=\s*([a-z]+)(?=\s|$)(.*)$/is
const PROPERTY = /\s([a-z][\w-]*)\s*\.\s*([a-z][\w-]*)\s*=\s*("(?:\\.|[^"\\])*"|[^\s"]+)(?=\s|$)/gi

function readStatement(statement: string): MethodResult[] {
  const [, method, result, rest = ''] = RESULT.exec(statement) ?? []
  if (method === undefined || result === undefined) return []
  const properties = new Map<string, string>()
  for (const [, type = '', property = '', value = ''] of rest.matchAll(PROPERTY)) {
    const name = `${type}.${property}`.toLowerCase()
    if (!properties.has(name)) properties.set(name, value.replaceAll(/^"|"$/g, '').toLowerCase())
  }
  return [{ method: method.toLowerCase(), result: result.toLowerCase(), properties }]
}
