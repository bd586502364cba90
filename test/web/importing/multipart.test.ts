import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { boundaryOf, readParts } from '#src/web/importing/multipart.ts'

const BOUNDARY = '----form7MA4YWxk'

async function* chunked(body: Buffer, sizes: number[]): AsyncGenerator<Uint8Array> {
  let at = 0
  for (let turn = 0; at < body.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1
    yield body.subarray(at, at + size)
    at += size
  }
}

function formOf(content: Buffer): Buffer {
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="kind"\r\n\r\nclients\r\n--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="été.csv"\r\nContent-Type: text/csv\r\n\r\n`
  return Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)])
}

async function read(body: Buffer, sizes: number[]) {
  const parts: { name: string; fileName: string | null; content: Buffer }[] = []
  for await (const event of readParts(chunked(body, sizes), BOUNDARY)) {
    const last = parts.at(-1)
    if (event.kind === 'part') parts.push({ name: event.name, fileName: event.fileName, content: Buffer.alloc(0) })
    else if (event.kind === 'bytes' && last) last.content = Buffer.concat([last.content, event.bytes])
  }
  return parts
}

test('a form is the same however its bytes come', async () => {
  const likeBoundary = fc.constantFrom('\r\n--', `\r\n--${BOUNDARY.slice(0, -1)}`, '--', '\r\n', 'é')
  const content = fc
    .array(fc.oneof(likeBoundary, fc.string()), { maxLength: 12 })
    .map((texts) => Buffer.from(texts.join('')))
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(content, sizes, async (content, sizes) => {
      const parts = await read(formOf(content), sizes)
      expect(parts).toEqual([
        { name: 'kind', fileName: null, content: Buffer.from('clients') },
        { name: 'file', fileName: 'été.csv', content }
      ])
    }),
    { numRuns: 200 }
  )
})

test('a form that is cut off is refused wherever it is cut', async () => {
  const whole = formOf(Buffer.from('a;b\n1;2\n'))
  const end = whole.length - '--\r\n'.length
  for (let at = 0; at < end; at += 7)
    await expect(read(whole.subarray(0, at), [16])).rejects.toMatchObject({ code: 'upload-cut-off' })
})

test('headers without end are refused before they fill the memory', async () => {
  const body = Buffer.from(`--${BOUNDARY}\r\nX: ${'y'.repeat(100_000)}`)
  await expect(read(body, [4096])).rejects.toMatchObject({ code: 'upload-cut-off' })
})

test('only a form with files has a boundary', () => {
  expect(boundaryOf('multipart/form-data; boundary=abc')).toBe('abc')
  expect(boundaryOf('multipart/form-data; charset=utf-8; boundary="a b"')).toBe('a b')
  expect(boundaryOf('application/x-www-form-urlencoded')).toBeNull()
  expect(boundaryOf(`multipart/form-data; boundary=${'a'.repeat(71)}`)).toBeNull()
  expect(boundaryOf(undefined)).toBeNull()
})
