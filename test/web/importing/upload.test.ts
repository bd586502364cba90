import { readdirSync, readFileSync, statSync } from 'node:fs'
import fs, { mkdtemp, rm } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { uploadPath } from '#src/web/importing/files.ts'
import { receiveUpload } from '#src/web/importing/upload.ts'

const BOUNDARY = '----form7MA4YWxk'
const FORM = `multipart/form-data; boundary=${BOUNDARY}`
const PROOF = 'proof-of-this-visit'

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'maillon-upload-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

const field = (name: string, text: string) =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`
const fileHead = (name = 'été.csv') =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\n`
const END = `\r\n--${BOUNDARY}--\r\n`
const PROVED = field('_proof', PROOF) + field('kind', 'clients')

function formOf(content: Buffer): Buffer {
  return Buffer.concat([Buffer.from(PROVED + fileHead()), content, Buffer.from(END)])
}

interface Given {
  most?: number
  type?: string
  headers?: Record<string, string>
  into?: string
}

/** What became of the body, and whether it was asked for to its end. */
async function take(body: Iterable<Uint8Array>, { most, type = FORM, headers = {}, into = folder }: Given = {}) {
  const chunks = body[Symbol.iterator]()
  let isHeard = false
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { done, value } = chunks.next()
      if (!done) return controller.enqueue(value)
      isHeard = true
      return controller.close()
    }
  })
  const init = { method: 'POST', body: stream, headers: { 'Content-Type': type, ...headers }, duplex: 'half' } as const
  const raw = new Request('http://maillon.test/settings/import', init)
  const header = (name: string) => raw.headers.get(name) ?? undefined
  const visit = { req: { raw, url: raw.url, header }, var: { view: { proof: PROOF } } }
  const fields: Record<string, string> = {}
  const options = { folder: into, id: 'taken', fields, ...(most === undefined ? {} : { most }) }
  const outcome = await receiveUpload(visit as never, options).catch((error: unknown) => error)
  return { outcome, fields, isHeard }
}

/** Refused with this code, heard to its end, and no file left. */
async function expectRefused(body: Iterable<Uint8Array>, code: string, given: Given = {}) {
  const { outcome, isHeard } = await take(body, given)
  expect(outcome).toMatchObject({ code })
  expect(isHeard).toBe(true)
  expect(readdirSync(folder)).toEqual([])
}

function* cut(body: Buffer, sizes: number[]): Generator<Uint8Array> {
  let at = 0
  for (let turn = 0; at < body.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1
    yield body.subarray(at, at + size)
    at += size
  }
}

const LARGE_CHUNK = new Uint8Array(64 * 1024).fill(65)

function* large({ chunks, before = PROVED }: { chunks: number; before?: string }): Generator<Uint8Array> {
  yield Buffer.from(before + fileHead())
  for (let sent = 0; sent < chunks; sent += 1) yield LARGE_CHUNK
  yield Buffer.from(END)
}

test('a form is the same however its bytes come', async () => {
  const likeBoundary = fc.constantFrom('\r\n--', `\r\n--${BOUNDARY.slice(0, -1)}`, '--', '\r\n', 'é')
  const text = fc.oneof(likeBoundary, fc.string()).map((written) => Buffer.from(written))
  const binary = fc.uint8Array().map((bytes) => Buffer.from(bytes))
  const content = fc.array(fc.oneof(text, binary), { minLength: 1, maxLength: 12 }).map((parts) => Buffer.concat(parts))
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(
      content.filter((bytes) => bytes.length > 0 && !bytes.includes(`\r\n--${BOUNDARY}`)),
      sizes,
      async (content, sizes) => {
        const { outcome, fields } = await take(cut(formOf(content), sizes))
        expect(fields).toEqual({ _proof: PROOF, kind: 'clients' })
        expect(outcome).toEqual({ fileName: 'été.csv', size: content.length })
        expect(readFileSync(uploadPath(folder, 'taken'))).toEqual(content)
        await rm(uploadPath(folder, 'taken'))
      }
    ),
    { numRuns: 200 }
  )
})

test('a form that is cut off is refused wherever it is cut', async () => {
  const whole = formOf(Buffer.from('a;b\n1;2\n'))
  const end = whole.length - '--\r\n'.length
  for (let at = 0; at < end; at += 1) await expectRefused(cut(whole.subarray(0, at), [16]), 'upload-cut-off')
})

test('a file is taken no faster than it is written', async () => {
  let sent = 0
  let ahead = 0
  function* watched() {
    for (const chunk of large({ chunks: 320 })) {
      yield chunk
      sent += chunk.length
      const written = statSync(uploadPath(folder, 'taken'), { throwIfNoEntry: false })?.size ?? 0
      ahead = Math.max(ahead, sent - written)
    }
  }
  expect((await take(watched())).outcome).toMatchObject({ size: 320 * LARGE_CHUNK.length })
  expect(ahead).toBeLessThan(1_000_000)
  await rm(uploadPath(folder, 'taken'))
})

test('a file that is larger than allowed is heard out, refused, and leaves nothing', async () => {
  await expectRefused(large({ chunks: 60 }), 'file-too-large', { most: 1_000_000 })
})

test('nothing is written before the proof was seen', async () => {
  let isWritten = false
  function* watched() {
    for (const chunk of large({ chunks: 60, before: field('kind', 'clients') })) {
      yield chunk
      isWritten ||= readdirSync(folder).length > 0
    }
    yield Buffer.from(field('_proof', PROOF) + END)
  }
  await expectRefused(watched(), 'no-proof')
  expect(isWritten).toBe(false)
})

test('fields that are too many, too long, or a second file are refused', async () => {
  const file = `${fileHead()}a;b\r\n`
  for (const before of [
    PROVED + field('more', 'x').repeat(20),
    PROVED + field('more', 'x'.repeat(100_000)),
    PROVED + file
  ])
    await expectRefused(large({ chunks: 1, before }), 'file-too-large')
})

test('headers without end are refused', async () => {
  const body = Buffer.from(`--${BOUNDARY}\r\nX: ${'y'.repeat(100_000)}`)
  await expectRefused(cut(body, [4096]), 'upload-cut-off')
})

test('a part without name is passed over', async () => {
  const nameless = `--${BOUNDARY}\r\nX: y\r\n\r\nlost\r\n`
  const { outcome, fields } = await take([
    Buffer.from(PROVED + nameless + fileHead('C:\\Docs\\a %22b%22.csv')),
    Buffer.from(`a;b${END}`)
  ])
  expect(outcome).toMatchObject({ fileName: 'a "b".csv', size: 3 })
  expect(fields).toMatchObject({ kind: 'clients' })
  await rm(uploadPath(folder, 'taken'))
})

test('what is no form with a file is asked for its proof, then for a file', async () => {
  const text = [Buffer.from('a;b')]
  const plain = 'application/x-www-form-urlencoded'
  await expectRefused(text, 'no-proof', { type: 'text/csv' })
  await expectRefused(text, 'no-proof', { type: plain })
  await expectRefused(text, 'upload-cut-off', { type: 'text/csv', headers: { 'X-Proof': PROOF } })
  await expectRefused([Buffer.from(`_proof=${PROOF}`)], 'no-upload', { type: plain })
  await expectRefused([Buffer.from(PROVED + END)], 'no-upload')
  await expectRefused([formOf(Buffer.alloc(0))], 'no-upload')
})

test('a disk that is full amid the file is said, and the rest heard out', async () => {
  const { writeFile } = fs
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  const filling = vi.spyOn(fs, 'writeFile').mockImplementation((path, stream, options) => {
    async function* untilFull() {
      for await (const bytes of stream as AsyncIterable<Buffer>) {
        yield bytes
        throw full
      }
    }
    return writeFile(path, untilFull(), options)
  })
  syncBuiltinESMExports()
  try {
    await expectRefused(large({ chunks: 60 }), 'disk-full')
    expect(filling).toHaveBeenCalledOnce()
  } finally {
    filling.mockRestore()
    syncBuiltinESMExports()
  }
})
