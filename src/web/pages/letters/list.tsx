import { listLetters, type LetterState, type LetterSummary } from '#src/delivery/letter/editor.ts'
import { LANGUAGES } from '#src/platform/i18n.ts'
import { page } from '#src/web/answer.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Sheet } from '#src/web/components/sheet.tsx'
import { labelled, near } from '#src/web/format.ts'
import { Framed } from '#src/web/layout.tsx'
import { get, type Route } from '#src/web/route.ts'
import { letterText } from '#src/web/text/letter.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'

/** Every letter, in both languages. */
export const lettersPages: Route[] = [get('/letters', 'member', showLetters)]

async function showLetters(visit: Visit) {
  const { view, world } = visit.var
  const text = letterText[view.language]
  const letters = await listLetters(world.db)
  return page(
    visit,
    <Framed view={view} title={text.title}>
      <Head title={text.title} lead={text.lead} back={{ href: '/campaigns', label: text.back }} />
      <Sheet flush>
        <ul class="rows">
          {letters.map((letter) => (
            <LetterRow view={view} letter={letter} />
          ))}
        </ul>
      </Sheet>
    </Framed>
  )
}

function LetterRow({ view, letter }: { view: View; letter: LetterSummary }) {
  const text = letterText[view.language]
  const title = letter.title?.[view.language] ?? letter.name
  const isUntouched = LANGUAGES.every((language) => letter.states[language].kind === 'shipped')
  return (
    <li class="row plain">
      <div class="what">
        <p class="title">{title}</p>
        <p class="meta">
          {isUntouched ? (
            <span>{text.shipped}</span>
          ) : (
            LANGUAGES.map((language) => (
              <span>
                {labelled(view, text.languages[language] ?? language)} {stateWords(view, letter.states[language])}
              </span>
            ))
          )}
        </p>
      </div>
      <div class="acts">
        {LANGUAGES.map((language) => (
          <a class="button slim" href={`/letters/${letter.name}/${language}`}>
            {text.languages[language]} <span class="sr">{title}</span>
          </a>
        ))}
      </div>
    </li>
  )
}

function stateWords(view: View, state: LetterState): string {
  const text = letterText[view.language]
  return state.kind === 'own' ? text.own(near(view, state.savedAt)) : text[state.kind]
}
