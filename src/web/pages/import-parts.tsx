import { Act } from '#src/web/components/form.tsx'
import { Note } from '#src/web/components/sheet.tsx'
import type { FileImport } from '#src/web/importing/import-store.ts'
import type { Missing, Recognised } from '#src/web/importing/recognise.ts'
import type { ToldRow } from '#src/web/importing/refused-rows.ts'
import { importText } from '#src/web/text/import.ts'
import type { View } from '#src/web/view.ts'

/** An import at the step at which it is. */
export type Shown =
  | { kind: 'columns'; row: FileImport; recognised: Recognised; wrong: WrongColumns }
  | { kind: 'under-way'; row: FileImport; isBehind: boolean }
  | { kind: 'failed'; row: FileImport; failure: string }
  | { kind: 'outcome'; row: FileImport; refused: ToldRow[]; most: number }
  | { kind: 'gone'; row: FileImport }

export interface WrongColumns {
  /** Those that go where another goes. */
  columns: Set<number>
  missing: Missing[]
}

/** What a step is drawn from. */
export type At<Kind extends Shown['kind']> = Extract<Shown, { kind: Kind }> & { view: View; path: string }

export function TakeBack({ view }: { view: View }) {
  const text = importText[view.language]
  return (
    <Note icon="undo">
      <p class="strong">{text.takeBackTitle}</p>
      <p>{text.takeBack}</p>
    </Note>
  )
}

export function Drop({ view, path }: { view: View; path: string }) {
  return <Act view={view} action={`${path}/drop`} label={importText[view.language].drop} class="button quiet" />
}
