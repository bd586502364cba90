import Handlebars from 'handlebars'
import { EXAMPLE } from './data.ts'

/** A field that a template uses, and whether the template copes where it is not known. */
export interface UsedField {
  /** Such as `client.firstName`. */
  path: string
  line: number
  /** It stands inside an `{{#if}}` of the same field, or is given to a helper that has a fallback. */
  isGuarded: boolean
}

const WITH_FALLBACK = new Set(['default', 'if', 'unless'])

/**
 * Finds every field that a template uses, by its syntax tree.
 * @throws the parser's error, which names the line
 */
export function usedFields(source: string): UsedField[] {
  const found: UsedField[] = []
  visit(Handlebars.parse(source), [], found)
  return found
}

/**
 * Reads a template so that what it only asks about may be unknown as a whole: read strictly, `{{#if coupon.code}}` takes for
 * granted that there is a coupon, and a letter that has none could not be filled in.
 * @throws the parser's error, which names the line
 */
export function parseTolerant(source: string): hbs.AST.Program {
  const program = Handlebars.parse(source)
  relax(program)
  return program
}

function relax(node: hbs.AST.Node): void {
  if (isProgram(node)) for (const part of node.body) relax(part)
  else if (isBlock(node)) {
    relaxParams(node)
    for (const branch of [node.program, node.inverse]) if (branch) relax(branch)
  } else if (isMustache(node) || isSubExpression(node)) relaxParams(node)
}

function relaxParams(call: Pick<hbs.AST.MustacheStatement, 'path' | 'params'>): void {
  const copes = WITH_FALLBACK.has(pathOf(call.path) ?? '')
  if (copes) call.params = call.params.map((param) => (isPath(param) ? lookedUp(param) : param))
  for (const param of call.params) relax(param)
}

/** `coupon.code` as `(lookup coupon "code")`, which gives nothing where there is no coupon. */
function lookedUp(path: hbs.AST.PathExpression): hbs.AST.Expression {
  const [first = '', ...names] = path.parts
  const { loc } = path
  const known = (name: string): hbs.AST.PathExpression => ({ ...path, parts: [name], original: name })
  return names.reduce<hbs.AST.Expression>((whole, name) => {
    const key: hbs.AST.StringLiteral = { type: 'StringLiteral', value: name, original: name, loc }
    const hash: hbs.AST.Hash = { type: 'Hash', pairs: [], loc }
    const call: hbs.AST.SubExpression = {
      type: 'SubExpression',
      path: known('lookup'),
      params: [whole, key],
      hash,
      loc
    }
    return call
  }, known(first))
}

/** Whether letters know a field of this name. */
export function isKnownField(path: string): boolean {
  const examples: unknown = EXAMPLE.fr
  return isIn(examples, path.split('.'))
}

function isIn(value: unknown, [name, ...rest]: string[]): boolean {
  if (name === undefined) return true
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return false
  return isIn(Reflect.get(value, name), rest)
}

function visit(node: hbs.AST.Node, guards: string[], found: UsedField[]): void {
  if (isProgram(node)) for (const part of node.body) visit(part, guards, found)
  else if (isBlock(node)) visitBlock(node, guards, found)
  else if (isMustache(node)) visitMustache(node, guards, found)
}

function visitBlock(node: hbs.AST.BlockStatement, guards: string[], found: UsedField[]): void {
  const helper = pathOf(node.path)
  const tested = node.params.flatMap((param) => pathOf(param) ?? [])
  for (const path of tested) found.push({ path, line: node.loc.start.line, isGuarded: true })
  const whenKnown = helper === 'unless' ? node.inverse : node.program
  const whenNot = helper === 'unless' ? node.program : node.inverse
  if (whenKnown) visit(whenKnown, [...guards, ...tested], found)
  if (whenNot) visit(whenNot, guards, found)
}

function visitMustache(node: hbs.AST.MustacheStatement, guards: string[], found: UsedField[]): void {
  const line = node.loc.start.line
  const isHelper = node.params.length > 0
  const name = pathOf(node.path)
  if (!isHelper && name !== null) found.push({ path: name, line, isGuarded: isGuarded(name, guards) })
  for (const param of node.params) {
    const path = pathOf(param)
    const copes = name !== null && WITH_FALLBACK.has(name)
    if (path !== null) found.push({ path, line, isGuarded: copes || isGuarded(path, guards) })
  }
}

/** `{{#if coupon}}` guards `coupon.code` too. */
function isGuarded(path: string, guards: string[]): boolean {
  return guards.some((guard) => path === guard || path.startsWith(`${guard}.`))
}

function pathOf(node: hbs.AST.Node): string | null {
  return isPath(node) ? node.original : null
}

function isProgram(node: hbs.AST.Node): node is hbs.AST.Program {
  return node.type === 'Program'
}
function isBlock(node: hbs.AST.Node): node is hbs.AST.BlockStatement {
  return node.type === 'BlockStatement'
}
function isMustache(node: hbs.AST.Node): node is hbs.AST.MustacheStatement {
  return node.type === 'MustacheStatement'
}
function isSubExpression(node: hbs.AST.Node): node is hbs.AST.SubExpression {
  return node.type === 'SubExpression'
}
function isPath(node: hbs.AST.Node): node is hbs.AST.PathExpression {
  return node.type === 'PathExpression'
}
