import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Next } from 'hono'
import { packageRoot } from '#src/platform/package.ts'
import type { Visit } from './world.ts'

interface StaticFile {
  /** Several are served as one, in this order. */
  paths: string[]
  type: string
}

const library = createRequire(import.meta.url)
const ours = (name: string) => join(packageRoot, 'public', name)
const SCRIPT = 'text/javascript; charset=utf-8'
const LETTERS = 'font/woff2'

/** Later ones may say more of what earlier ones have begun. */
const SHEETS = ['tokens', 'ground', 'frame', 'sheets', 'forms', 'figures', 'campaigns', 'record', 'ends']

/** Everything that is served as it lies; nothing else can be asked for. */
const FILES: Record<string, StaticFile> = {
  'style.css': { paths: SHEETS.map((sheet) => ours(`style/${sheet}.css`)), type: 'text/css; charset=utf-8' },
  'page.js': { paths: [ours('page.js')], type: SCRIPT },
  'counter.js': { paths: [ours('counter.js')], type: SCRIPT },
  'square-codes.js': { paths: [library.resolve('jsqr')], type: SCRIPT },
  'mark.svg': { paths: [ours('mark.svg')], type: 'image/svg+xml' },
  'letters.woff2': { paths: [newsreader('latin')], type: LETTERS },
  'letters-more.woff2': { paths: [newsreader('latin-ext')], type: LETTERS },
  'htmx.js': { paths: [library.resolve('htmx.org/dist/htmx.min.js')], type: SCRIPT }
}

function newsreader(subset: 'latin' | 'latin-ext'): string {
  return library.resolve(`@fontsource-variable/newsreader/files/newsreader-${subset}-wght-normal.woff2`)
}

interface Loaded {
  plain: Uint8Array<ArrayBuffer>
  packed: Uint8Array<ArrayBuffer>
  tag: string
}

const loaded = new Map<string, Promise<Loaded>>()

/** Serves a file of the pages; of another name the page that says so. Browsers keep it for an hour and then ask whether it changed. */
export async function serveStatic(visit: Visit, next: Next): Promise<Response | void> {
  const name = visit.req.param('file') ?? ''
  const file = Object.hasOwn(FILES, name) ? FILES[name] : undefined
  if (!file) return next()
  const { plain, packed, tag } = await load(name, file)
  const headers = { ETag: tag, 'Cache-Control': 'public, max-age=3600', Vary: 'Accept-Encoding' }
  if (visit.req.header('If-None-Match') === tag) return visit.body(null, 304, headers)
  const takesPacked = (visit.req.header('Accept-Encoding') ?? '').includes('gzip')
  return takesPacked
    ? visit.body(packed, 200, { ...headers, 'Content-Type': file.type, 'Content-Encoding': 'gzip' })
    : visit.body(plain, 200, { ...headers, 'Content-Type': file.type })
}

function load(name: string, file: StaticFile): Promise<Loaded> {
  const known = loaded.get(name)
  if (known) return known
  const reading = Promise.all(file.paths.map((path) => readFile(path))).then((parts) => {
    const content = Buffer.concat(parts)
    return {
      plain: new Uint8Array(content),
      packed: new Uint8Array(gzipSync(content)),
      tag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`
    }
  })
  loaded.set(name, reading)
  return reading
}
