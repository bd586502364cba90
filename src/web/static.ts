import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { packageRoot } from '#src/platform/package.ts'
import { Refusal } from '#src/platform/refusal.ts'
import type { Visit } from './world.ts'

interface StaticFile {
  path: string
  type: string
}

const library = createRequire(import.meta.url)
const ours = (name: string) => join(packageRoot, 'public', name)
const SCRIPT = 'text/javascript; charset=utf-8'

/** Everything that is served as it lies; nothing else can be asked for. */
const FILES: Record<string, StaticFile> = {
  'style.css': { path: ours('style.css'), type: 'text/css; charset=utf-8' },
  'page.js': { path: ours('page.js'), type: SCRIPT },
  'counter.js': { path: ours('counter.js'), type: SCRIPT },
  'mark.svg': { path: ours('mark.svg'), type: 'image/svg+xml' },
  'htmx.js': { path: library.resolve('htmx.org/dist/htmx.min.js'), type: SCRIPT }
}

interface Loaded {
  plain: Uint8Array<ArrayBuffer>
  packed: Uint8Array<ArrayBuffer>
  tag: string
}

const loaded = new Map<string, Promise<Loaded>>()

/** Serves a file of the pages. Browsers keep it for an hour and then ask whether it changed. */
export async function serveStatic(visit: Visit): Promise<Response> {
  const name = visit.req.param('file') ?? ''
  const file = FILES[name]
  if (!file) throw new Refusal('no-such-page', 'There is no such file.')
  const { plain, packed, tag } = await load(file)
  const headers = { ETag: tag, 'Cache-Control': 'public, max-age=3600', Vary: 'Accept-Encoding' }
  if (visit.req.header('If-None-Match') === tag) return visit.body(null, 304, headers)
  const takesPacked = (visit.req.header('Accept-Encoding') ?? '').includes('gzip')
  return takesPacked
    ? visit.body(packed, 200, { ...headers, 'Content-Type': file.type, 'Content-Encoding': 'gzip' })
    : visit.body(plain, 200, { ...headers, 'Content-Type': file.type })
}

function load(file: StaticFile): Promise<Loaded> {
  const known = loaded.get(file.path)
  if (known) return known
  const reading = readFile(file.path).then((content) => ({
    plain: new Uint8Array(content),
    packed: new Uint8Array(gzipSync(content)),
    tag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`
  }))
  loaded.set(file.path, reading)
  return reading
}
