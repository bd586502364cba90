import { HonoRequest } from 'hono/request'
import { vi } from 'vitest'
import { routes } from '#src/web/routes.ts'
import { attribute, unescaped } from './forms.ts'
import { proofIn, type Visitor } from './world.ts'

/** A form as a page shows it: where it goes, and what it would send unchanged. */
export interface DrawnForm {
  action: string
  fields: [name: string, value: string][]
}

/** What a browser that follows every link comes by. */
export interface Site {
  /** Addresses of pages, at most a few of each line of the route table. */
  paths: string[]
  forms: DrawnForm[]
  /** What each page reads of its query, by its path. */
  queries: Map<string, Set<string>>
  proof: string
}

const OF_EACH = 2

/** Follows links from the pages whose address needs nothing to be known. */
export async function walk(owner: Visitor, more: string[] = []): Promise<Site> {
  const queries = new Map<string, Set<string>>()
  const plain = routes.filter(({ method, path }) => method === 'GET' && !path.includes(':')).map(({ path }) => path)
  const waiting = [...plain, ...more]
  const seen = new Set<string>()
  const counts = new Map<string, number>()
  const forms = new Map<string, DrawnForm>()
  const paths: string[] = []
  let proof = ''
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const line = lineOf('GET', path)
    const count = counts.get(line) ?? 0
    if (line === '' || seen.has(path) || count >= OF_EACH) continue
    seen.add(path)
    counts.set(line, count + 1)
    const names = new Set<string>()
    const stop = recordQuery(names)
    const answer = await owner.ask(path)
    const html = await answer.text()
    stop()
    queries.set(path, names)
    paths.push(path)
    proof ||= proofIn(html)
    if (answer.status === 303) waiting.push(answer.headers.get('Location') ?? '')
    waiting.push(...linksIn(html))
    for (const form of formsIn(html)) {
      const key = `${lineOf('POST', form.action)} ${form.fields.map(([name]) => name).join(' ')}`
      if (!forms.has(key)) forms.set(key, form)
    }
  }
  return { paths, forms: [...forms.values()], queries, proof }
}

/** The line of the route table that an address belongs to. */
export function lineOf(method: 'GET' | 'POST', address: string): string {
  const { pathname } = new URL(address, 'http://here')
  const isOf = (path: string) =>
    new RegExp(`^${path.replaceAll('.', String.raw`\.`).replaceAll(/:\w+(\{[^}]*\})?/g, '[^/]+')}$`).test(pathname)
  return routes.find((route) => route.method === method && isOf(route.path))?.path ?? ''
}

/** Notes every name that is read from a query. */
function recordQuery(names: Set<string>): () => void {
  // oxlint-disable-next-line typescript/unbound-method
  const { query } = HonoRequest.prototype
  const noting = (all: Record<string, string>, key: string | symbol) => {
    if (typeof key === 'string') names.add(key)
    return Reflect.get(all, key) as string | undefined
  }
  vi.spyOn(HonoRequest.prototype, 'query').mockImplementation(function (this: HonoRequest, name?: string) {
    const all: Record<string, string> = Reflect.apply(query, this, [])
    return name === undefined ? new Proxy(all, { get: noting }) : noting(all, name)
  } as HonoRequest['query'])
  return () => vi.restoreAllMocks()
}

function linksIn(html: string): string[] {
  return [...html.matchAll(/ (?:href|hx-get|src)="(\/[^"#]*)/g)].map(([, path = '']) => unescaped(path))
}

function formsIn(html: string): DrawnForm[] {
  return [...html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)].flatMap(([, opening = '', inside = '']) => {
    if (!opening.includes('method="post"')) return []
    return [{ action: attribute(opening, 'action'), fields: fieldsIn(inside) }]
  })
}

function fieldsIn(html: string): [string, string][] {
  const fields: [string, string][] = []
  for (const [tag] of html.matchAll(/<(?:input|button)[^>]*>/g)) {
    const isUnticked = /type="(?:checkbox|radio)"/.test(tag) && !tag.includes('checked')
    if (!isUnticked) fields.push([attribute(tag, 'name'), attribute(tag, 'value')])
  }
  for (const [, opening = '', text = ''] of html.matchAll(/(<textarea[^>]*>)([\s\S]*?)<\/textarea>/g))
    fields.push([attribute(opening, 'name'), unescaped(text)])
  for (const [, opening = '', options = ''] of html.matchAll(/(<select[^>]*>)([\s\S]*?)<\/select>/g)) {
    const chosen = /<option[^>]*selected[^>]*>/.exec(options)?.[0] ?? /<option[^>]*>/.exec(options)?.[0] ?? ''
    fields.push([attribute(opening, 'name'), attribute(chosen, 'value')])
  }
  return fields.filter(([name]) => name !== '' && name !== '_proof')
}
