import { mkdir, open, rm, type FileHandle } from 'node:fs/promises'
import { errorCode } from '#src/platform/error.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { demandProofOf, PROOF_FIELD } from '#src/web/guard/proof.ts'
import type { Visit } from '#src/web/world.ts'
import { uploadPath } from './files.ts'
import { boundaryOf, readParts } from './multipart.ts'

/** In bytes. A million purchases take some 100 MB. */
export const LARGEST_FILE = 250_000_000
/** All fields of the form beside the file. */
const FIELDS_MOST = 16 * 1024
/** A browser reads the answer only when it has sent everything: so much of a file that is too large is heard out. */
const HEARD_OUT = 8 * LARGEST_FILE

/** A file that was taken, with the form's other fields. */
export interface Upload {
  fields: Record<string, string>
  /** As the owner's machine calls it, without folders: for people to read, never part of a path. */
  fileName: string
  size: number
}

/**
 * Takes the form's file onto the disk as it comes. Nothing is written before the form has proved that it is ours.
 * @param options.id under which it is kept
 * @throws Refusal where it is too large, empty, cut off, proves nothing, or the disk is full; then no file is left
 */
export async function receiveUpload(
  visit: Visit,
  { folder, id, most = LARGEST_FILE }: { folder: string; id: string; most?: number }
): Promise<Upload> {
  const chunks = chunksOf(visit)
  try {
    return await takeForm(visit, chunks.read(), { path: uploadPath(folder, id), folder, most })
  } catch (error) {
    await rm(uploadPath(folder, id), { force: true })
    if (error instanceof Refusal) await chunks.hearOut()
    throw errorCode(error) === 'ENOSPC' ? diskFull(error) : error
  }
}

async function takeForm(
  visit: Visit,
  body: AsyncIterable<Uint8Array>,
  { path, folder, most }: { path: string; folder: string; most: number }
): Promise<Upload> {
  const boundary = boundaryOf(visit.req.header('Content-Type'))
  if (boundary === null) demandProofOf(visit, undefined)
  const fields: Record<string, string> = {}
  let fieldBytes = 0
  let part: { name: string; fileName: string | null } | null = null
  let file: { handle: FileHandle; name: string; size: number } | null = null
  try {
    for await (const event of readParts(body, boundary ?? '')) {
      if (event.kind === 'part') {
        part = event
        const isFile = event.name === 'file' && event.fileName !== null && file === null
        if (isFile) {
          demandProofOf(visit, fields[PROOF_FIELD])
          await mkdir(folder, { recursive: true, mode: 0o700 })
          file = { handle: await open(path, 'wx', 0o600), name: cleanName(event.fileName ?? ''), size: 0 }
        }
      } else if (event.kind === 'bytes' && part !== null) {
        const isFile = part.name === 'file' && part.fileName !== null
        if (isFile && file) {
          file.size += event.bytes.length
          if (file.size > most) throw tooLarge()
          await file.handle.writeFile(event.bytes)
        } else {
          fieldBytes += event.bytes.length
          if (fieldBytes > FIELDS_MOST) throw tooLarge()
          fields[part.name] = (fields[part.name] ?? '') + event.bytes.toString('utf8')
        }
      }
    }
  } finally {
    await file?.handle.close()
  }
  demandProofOf(visit, fields[PROOF_FIELD])
  if (!file || file.size === 0) throw new Refusal('no-upload', 'Choose a file that is not empty.', { wrongUsage: true })
  return { fields, fileName: file.name, size: file.size }
}

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
  return (
    last
      .replace(/[\p{C}]/gu, '')
      .trim()
      .slice(-NAME_MOST) || 'fichier'
  )
}

function tooLarge(): Refusal {
  return new Refusal('file-too-large', `The file is larger than ${LARGEST_FILE / 1_000_000} MB: part it in two.`)
}

function diskFull(cause: unknown): Refusal {
  return new Refusal('disk-full', 'The disk of the machine is full: make room on it, then send the file again.', {
    cause
  })
}
