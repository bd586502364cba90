import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { newId } from '#src/platform/ids.ts'
import { refusedPath, uploadPath } from '#src/web/importing/files.ts'
import { addImport, turnImport, type FileImport, type ImportState } from '#src/web/importing/import-store.ts'
import { writeRefused } from '#src/web/importing/refused-rows.ts'
import type { TestWorld } from '#test/web/world.ts'

const FILE = 'Client;Courriel;Date;Total;Remarque\nZoé Roy;zoe@mail.example;03/04/2026;12,50;à rappeler\n'
const STATES: ImportState[] = [
  'columns',
  'checking',
  'checked',
  'importing',
  'imported',
  'interrupted',
  'failed',
  'given-up'
]

/** One import of each state that a page shows, with its files. @returns their addresses */
export async function importsIn({ db, imports }: TestWorld): Promise<string[]> {
  await mkdir(imports.folder, { recursive: true })
  const paths = []
  for (const state of STATES) {
    const id = newId()
    const at = new Date('2026-11-24T09:00:00Z')
    const given: Parameters<typeof addImport>[1] = {
      id,
      kind: 'purchases',
      form: 'table',
      fileName: 'achats-de-novembre-et-de-decembre.csv',
      size: FILE.length,
      memberId: newId(),
      state: 'columns',
      wishes: { map: [], keepAs: null, dates: null, source: 'import', createClients: false }
    }
    await addImport(db, given, at)
    await turnImport(db, id, {
      from: ['columns'],
      to: state,
      at,
      ...OUTCOME,
      failure: state === 'failed' ? 'not-csv' : null
    })
    await writeFile(uploadPath(imports.folder, id), FILE)
    const reason = {
      fr: 'date «\u00a035/13/1980\u00a0»\u00a0: il faut un jour.',
      en: 'date "35/13/1980" is not a day.'
    }
    await writeRefused(refusedPath(imports.folder, id), [{ line: 2, reason }], null)
    paths.push(join('/settings/import', id))
  }
  return paths
}

const OUTCOME: Pick<FileImport, 'read' | 'created' | 'updated' | 'unchanged' | 'refusals' | 'readAs'> = {
  read: 40,
  created: 30,
  updated: 4,
  unchanged: 5,
  refusals: 1,
  readAs: {
    dates: { order: 'day-first', isShown: false },
    decimals: ',',
    same: {
      count: 2,
      rows: [
        { line: 7, first: 3 },
        { line: 9, first: 3 }
      ]
    }
  }
}
