import { z } from 'zod'
import {
  listLetters,
  readLetter,
  restoreLetter,
  saveLetter,
  showLetter,
  type EditableLetter
} from '#src/delivery/letter/editor.ts'
import type { TemplateFault } from '#src/delivery/letter/check.ts'
import { LANGUAGES } from '#src/platform/i18n.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { act } from '#src/web/acts/act.ts'
import { done, page, part } from '#src/web/answer.tsx'
import { tellOvertaken, type Overtaken } from '#src/web/components/drawn.tsx'
import { drawnIn, drawnNow, sinceDrawn, type Drawn, type Texts } from '#src/web/drawn.ts'
import { readForm } from '#src/web/form-data.ts'
import { letterResponse } from '#src/web/letter-response.ts'
import { get, post, type Route } from '#src/web/route.ts'
import { letterText } from '#src/web/text/letter.ts'
import { memberOf, type Visit } from '#src/web/world.ts'
import { Faults, faultsAlone, LetterPage } from './one-view.tsx'

/** One letter in one language: written with its picture beside it, checked, saved, taken back. */
export const letterPages: Route[] = [
  get('/letters/:name/:language', 'member', (visit) => showEditor(visit)),
  get('/letters/:name/:language/preview', 'member', async (visit) => picture(visit, (await letterOf(visit)).source)),
  post('/letters/:name/:language', 'owner', save),
  post('/letters/:name/:language/preview', 'owner', async (visit) => picture(visit, await sourceIn(visit))),
  post('/letters/:name/:language/faults', 'owner', listFaults),
  post('/letters/:name/:language/restoration', 'owner', restore)
]

const sourceForm = z.object({ source: z.string().max(100_000) })
const restoreForm = z.object({ version: z.coerce.number().int().min(1).max(2_147_483_647).optional() })

/** What was written and is not saved: something is wrong with it, or somebody saved the letter meanwhile. */
interface Refused {
  source: string
  faults: TemplateFault[] | null
  overtaken?: Overtaken
  /** What it is still compared with; unless told, what the letter is now. */
  drawn?: Drawn | null
}

async function showEditor(visit: Visit, refused?: Refused) {
  const { view, world } = visit.var
  const letter = await letterOf(visit)
  const summary = (await listLetters(world.db)).find(({ name }) => name === letter.name)
  const title = summary?.title?.[view.language] ?? letter.name
  const { source = letter.source, faults = null, overtaken = null } = refused ?? {}
  const drawn = refused?.drawn ?? drawnNow(view, versionOf(letter))
  const shown = { letter, title, source, faults, overtaken, drawn }
  return page(visit, <LetterPage view={view} shown={shown} />, refused ? 422 : 200)
}

async function save(visit: Visit) {
  const { view, world } = visit.var
  const letter = await letterOf(visit)
  const { name, language } = letter
  const source = await sourceIn(visit)
  const drawn = await drawnIn(visit)
  const tried = await inOurColour(visit, source)
  if (tried.kind === 'wrong') return showEditor(visit, { source, faults: tried.faults, drawn })
  const now = versionOf(letter)
  const { changed } = sinceDrawn({ drawn, given: {} }, now)
  if (changed.length > 0) {
    const subject = { kind: 'letter', id: `${name}/${language}` }
    const actions = ['letter.save', 'letter.restore']
    const overtaken = await tellOvertaken(visit, { subject, actions, drawn, now, changed, told: () => null })
    return showEditor(visit, { source, faults: null, overtaken })
  }
  await act(visit, async (db) => {
    const by = memberOf(visit).id
    const saved = await saveLetter(db, { name, language, source, by, now: world.clock.now() })
    const subject = { kind: 'letter', id: `${name}/${language}` }
    return saved.kind === 'saved' ? { action: 'letter.save', subject, after: { version: saved.version } } : null
  })
  return done(visit, { to: pathOf({ name, language }), toast: { text: letterText[view.language].saved } })
}

/** A letter is one text: which of its versions it is says enough. */
function versionOf({ versions: [newest] }: EditableLetter): Texts {
  return { version: String(newest?.version ?? 0) }
}

/** The letter as it would look, or in its place what keeps it from being one. */
async function picture(visit: Visit, source: string) {
  const tried = await inOurColour(visit, source)
  if (tried.kind === 'letter') return letterResponse(visit, tried.letter.html)
  return letterResponse(visit, String(await faultsAlone(visit.var.view, tried.faults)))
}

async function inOurColour(visit: Visit, source: string) {
  const { language } = await letterOf(visit)
  const { 'firm.colour': colour } = await readSettings(visit.var.world.db)
  return showLetter(source, language, { colour })
}

async function listFaults(visit: Visit) {
  const tried = await inOurColour(visit, await sourceIn(visit))
  return part(visit, <Faults view={visit.var.view} faults={tried.kind === 'wrong' ? tried.faults : []} />)
}

async function restore(visit: Visit) {
  const { view, world } = visit.var
  const { name, language } = await letterOf(visit)
  const form = await readForm(visit, restoreForm)
  const version = form.kind === 'right' ? (form.value.version ?? null) : null
  await act(visit, async (db) => {
    const restored = await restoreLetter(
      db,
      { name, language },
      { version, by: memberOf(visit).id, now: world.clock.now() }
    )
    const subject = { kind: 'letter', id: `${name}/${language}` }
    return { action: 'letter.restore', subject, after: { version: restored } }
  })
  return done(visit, { to: pathOf({ name, language }), toast: { text: letterText[view.language].restored } })
}

async function sourceIn(visit: Visit): Promise<string> {
  const form = await readForm(visit, sourceForm)
  return form.kind === 'right' ? `${form.value.source}\n` : ''
}

function pathOf({ name, language }: Pick<EditableLetter, 'name' | 'language'>): string {
  return `/letters/${name}/${language}`
}

async function letterOf(visit: Visit): Promise<EditableLetter> {
  const language = LANGUAGES.find((each) => each === visit.req.param('language'))
  const name = visit.req.param('name') ?? ''
  try {
    if (language) return await readLetter(visit.var.world.db, { name, language })
  } catch (error) {
    const isUnknown = error instanceof Refusal && error.code === 'no-such-template'
    if (!isUnknown) throw error
  }
  throw new Refusal('not-found', 'There is no such letter.')
}
