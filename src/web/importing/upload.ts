import { mkdir, rm, writeFile } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { Busboy, type BusboyFileStream } from '@fastify/busboy'
import { errorCode } from '#src/platform/error.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { demandProofOf, PROOF_FIELD } from '#src/web/guard/proof.ts'
import type { Visit } from '#src/web/world.ts'
import { uploadPath } from './files.ts'

/** In bytes. A million purchases take some 100 MB. */
export const LARGEST_FILE = 250_000_000
/** Beside the file. The form has two fields: its proof and its kind. */
const FIELDS_MOST = 8
/** In bytes, each. */
const FIELD_MOST = 2 * 1024
/** In bytes, of one part. */
const HEADERS_MOST = 16 * 1024
/** A browser reads the answer only when it has sent everything: so much of a file that is too large is heard out. */
const HEARD_OUT = 8 * LARGEST_FILE

/** A file that was taken. */
export interface Upload {
  /** As the owner's machine calls it, without folders: for people to read, never part of a path. */
  fileName: string
  size: number
}

/**
 * Takes the form's file onto the disk as it comes. Nothing is written before the form has proved that it is ours.
 * @param options.id under which it is kept
 * @param options.fields what the form's other fields hold is put there, also where the file is refused
 * @throws Refusal where it is too large, empty, cut off, proves nothing, or the disk is full; then no file is left
 */
export async function receiveUpload(
  visit: Visit,
  {
    folder,
    id,
    fields,
    most = LARGEST_FILE
  }: { folder: string; id: string; fields: Record<string, string>; most?: number }
): Promise<Upload> {
  const chunks = chunksOf(visit)
  try {
    return await takeForm(visit, chunks.read(), { path: uploadPath(folder, id), folder, fields, most })
  } catch (error) {
    await rm(uploadPath(folder, id), { force: true })
    const outcome = errorCode(error) === 'ENOSPC' ? diskFull(error) : error
    if (outcome instanceof Refusal) await chunks.hearOut()
    throw outcome
  }
}

interface TakenFile {
  name: string
  stream: BusboyFileStream
  /** Is fulfilled when the whole file is on the disk. */
  kept: Promise<void>
}

async function takeForm(
  visit: Visit,
  body: AsyncIterable<Uint8Array>,
  { path, folder, fields, most }: { path: string; folder: string; fields: Record<string, string>; most: number }
): Promise<Upload> {
  const form = readerOf(visit, most)
  const files: TakenFile[] = []
  const refuse = () => form.destroy(tooLarge())
  const keep = async (stream: BusboyFileStream) => {
    demandProofOf(visit, fields[PROOF_FIELD])
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFile(path, stream, { flag: 'wx', mode: 0o600 })
  }
  form.on('field', (name, value, _, isCut) => {
    if (isCut) refuse()
    fields[name] = value
  })
  form.on('file', (_, stream, name) => {
    // What ends the file early is told by the form, or by the writing: without a listener, Node would end the program.
    stream.on('limit', refuse).on('error', () => undefined)
    const kept = keep(stream)
    kept.catch((error: Error) => form.destroy(error))
    files.push({ name: cleanName(name), stream, kept })
  })
  form.on('fieldsLimit', refuse).on('filesLimit', refuse).on('partsLimit', refuse)
  await readAll(body, form, files)
  demandProofOf(visit, fields[PROOF_FIELD])
  const [file] = files
  const size = file?.stream.bytesRead ?? 0
  if (!file || size === 0) throw new Refusal('no-upload', 'Choose a file that is not empty.', { wrongUsage: true })
  return { fileName: file.name, size }
}

/** Where the request carries no form, its proof can only stand in its headers. */
function readerOf(visit: Visit, most: number) {
  try {
    return new Busboy({
      headers: { 'content-type': visit.req.header('Content-Type') ?? '' },
      isPartAFile: (name, _, fileName) => name === 'file' && fileName !== undefined,
      limits: {
        fields: FIELDS_MOST,
        fieldSize: FIELD_MOST,
        files: 1,
        fileSize: most,
        parts: FIELDS_MOST + 1,
        headerSize: HEADERS_MOST
      }
    })
  } catch {
    demandProofOf(visit, undefined)
    throw cutOff()
  }
}

/** When it returns or throws, nothing more is written. */
async function readAll(body: AsyncIterable<Uint8Array>, form: NodeJS.WritableStream, files: TakenFile[]) {
  try {
    await pipeline(body, form)
    await files[0]?.kept
  } catch (error) {
    files[0]?.stream.destroy()
    await Promise.allSettled(files.map(({ kept }) => kept))
    throw error instanceof Error && error.message === UNFINISHED ? cutOff() : error
  }
}

/** What busboy says of a form whose last boundary does not come. */
const UNFINISHED = 'Unexpected end of multipart data'

/** The body, chunk by chunk; what is left of it can be heard out and thrown away. */
function chunksOf(visit: Visit) {
  const reader = visit.req.raw.body?.getReader()
  let heard = 0
  async function* read(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
      if (done) return
      heard += value.length
      yield value
    }
  }
  return {
    read,
    async hearOut(): Promise<void> {
      for await (const _ of read()) if (heard > HEARD_OUT) break
      await reader?.cancel()
    }
  }
}

const NAME_MOST = 120

function cleanName(written: string): string {
  const last = written.replaceAll('%22', '"').split(/[/\\]/).at(-1) ?? ''
  const letters = Array.from(last.replace(/[\p{C}]/gu, '').trim())
  return letters.slice(-NAME_MOST).join('') || 'fichier'
}

function cutOff(): Refusal {
  return new Refusal('upload-cut-off', 'The file did not come through: send it again.', { wrongUsage: true })
}

function tooLarge(): Refusal {
  return new Refusal('file-too-large', `The file is larger than ${LARGEST_FILE / 1_000_000} MB: part it in two.`)
}

function diskFull(cause: unknown): Refusal {
  return new Refusal('disk-full', 'The disk of the machine is full: make room on it, then send the file again.', {
    cause
  })
}
