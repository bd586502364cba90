import { parseSetting } from '#src/platform/settings.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings, writeSettings } from '#src/platform/setting-store.ts'
import { act, undoOf } from '#src/web/acts/act.ts'
import { done, page } from '#src/web/answer.tsx'
import { Act, Check, Field, Form, FormErrors, TextField } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Sheet } from '#src/web/components/sheet.tsx'
import { Framed } from '#src/web/layout.tsx'
import { isReadable } from '#src/web/public/colours.ts'
import { PublicPage } from '#src/web/public/client-visit.tsx'
import { logoHash, removeLogo, saveLogo } from '#src/web/public/look-store.ts'
import { pictureType } from '#src/web/public/picture.ts'
import { consentWording } from '#src/web/reading/consent-wording-store.ts'
import { get, post, type Route } from '#src/web/route.ts'
import { lookText } from '#src/web/text/look.ts'
import { publicText } from '#src/web/text/public.ts'
import { settingsText } from '#src/web/text/settings.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'

/** The picture itself may have this much; its form a little more. */
const LARGEST_PICTURE = 256 * 1024
const LARGEST_BODY = LARGEST_PICTURE + 16 * 1024

/** The firm's colour and picture on the pages that clients see. */
export const lookPages: Route[] = [
  get('/settings/look', 'owner', (visit) => show(visit)),
  get('/firm/sample', 'owner', showSample),
  post('/settings/look', 'owner', saveColour),
  post('/settings/look/logo', 'owner', takeLogo, { largestBody: LARGEST_BODY }),
  post('/settings/look/logo-removal', 'owner', dropLogo)
]

interface Shown {
  colour: string
  logo: string | null
  wrong?: 'colour' | 'logo'
}

async function show(visit: Visit, refused: Partial<Shown> = {}) {
  const { view, world } = visit.var
  const settings = await readSettings(world.db)
  const shown = { colour: settings['firm.colour'], logo: await logoHash(world.db), ...refused }
  return page(visit, <LookPage view={view} shown={shown} />, refused.wrong ? 422 : 200)
}

async function saveColour(visit: Visit) {
  const { view, world } = visit.var
  const { colour } = await visit.req.parseBody()
  const written = typeof colour === 'string' ? withSign(colour.trim()) : ''
  const before = (await readSettings(world.db))['firm.colour']
  const change = parsed(written)
  if (change === null) return show(visit, { colour: written, wrong: 'colour' })
  const line = await act(visit, async (db) => {
    await writeSettings(db, change)
    if (change['firm.colour'] === before) return null
    const subject = { kind: 'settings', id: 'look' }
    return { action: 'settings.change', subject, before: { 'firm.colour': before }, after: { ...change } }
  })
  return done(visit, { to: '/settings/look', toast: { text: settingsText[view.language].saved, ...undoOf(line) } })
}

/** People leave the sign out. */
function withSign(colour: string): string {
  return /^[0-9a-f]{6}$/i.test(colour) ? `#${colour}` : colour
}

function parsed(colour: string) {
  try {
    return parseSetting('firm.colour', colour)
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

async function takeLogo(visit: Visit) {
  const { view } = visit.var
  const { logo } = await visit.req.parseBody()
  const bytes = logo instanceof File ? new Uint8Array(await logo.arrayBuffer()) : new Uint8Array()
  const type = pictureType(bytes)
  if (type === null || bytes.length > LARGEST_PICTURE) return show(visit, { wrong: 'logo' })
  await act(visit, async (db, { at }) => {
    await saveLogo(db, { type, bytes, at })
    return { action: 'logo.set', subject: { kind: 'settings', id: 'look' }, after: { type, bytes: bytes.length } }
  })
  return done(visit, { to: '/settings/look', toast: { text: settingsText[view.language].saved } })
}

async function dropLogo(visit: Visit) {
  const { view } = visit.var
  await act(visit, async (db) => {
    const isGone = await removeLogo(db)
    return isGone ? { action: 'logo.remove', subject: { kind: 'settings', id: 'look' } } : null
  })
  return done(visit, { to: '/settings/look', toast: { text: settingsText[view.language].saved } })
}

/** A page as clients see it, with nobody's data. */
async function showSample(visit: Visit) {
  const { view, world } = visit.var
  const text = lookText[view.language]
  const say = publicText[view.language]
  const wording = await consentWording(world.db, view.language, say.marketing)
  return page(
    visit,
    <PublicPage view={{ ...view, member: null }} firm={view.firmName} title={text.sampleTitle}>
      <div class="form">
        <Head title={text.sampleTitle} lead={text.sampleLead} />
        <Check name="marketing" label={wording.text} checked />
        <button type="button" class="button first block">
          {say.save}
        </button>
        <p>
          <a href="/settings/look">{say.changeMind}</a>
        </p>
      </div>
    </PublicPage>
  )
}

function LookPage({ view, shown }: { view: View; shown: Shown }) {
  const text = lookText[view.language]
  const { colour, logo, wrong } = shown
  const isShaded = wrong === undefined && colour !== '' && !isReadable(colour)
  return (
    <Framed view={view} title={text.title}>
      <Head
        title={text.title}
        lead={text.lead}
        back={{ href: '/settings', label: settingsText[view.language].title }}
      />
      <Sheet title={text.colour} id="colour-sheet">
        <Form view={view} action="/settings/look">
          <FormErrors view={view} wrong={wrong === 'colour'} />
          <TextField
            label={text.colourLabel}
            name="colour"
            value={colour}
            placeholder="#0b3b2c"
            hint={isShaded ? text.shaded : text.colourHint}
            wrong={wrong === 'colour' ? text.colourWrong : undefined}
            class="short"
            autocomplete="off"
          />
          <button class="button first">{text.save}</button>
        </Form>
      </Sheet>
      <Sheet title={text.logo} id="logo-sheet">
        <div class="stack">
          {logo ? <img class="logo" src={`/firm/logo/${logo}`} alt={text.logoNow} /> : null}
          <Form view={view} action="/settings/look/logo" upload>
            <Field
              label={text.logoLabel}
              name="logo"
              hint={text.logoHint}
              wrong={wrong === 'logo' ? text.logoWrong : undefined}
            >
              <input
                id="logo"
                name="logo"
                type="file"
                accept="image/png,image/jpeg,image/webp"
                required
                aria-describedby="logo-hint"
              />
            </Field>
            <button class="button">{text.logoSend}</button>
          </Form>
          {logo ? (
            <Act view={view} action="/settings/look/logo-removal" label={text.logoRemove} class="button slim danger" />
          ) : null}
        </div>
      </Sheet>
      <p>
        <a href="/firm/sample" target="_blank" rel="noopener">
          {text.sample}
        </a>
      </p>
    </Framed>
  )
}
