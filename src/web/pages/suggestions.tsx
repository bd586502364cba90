import { page } from '#src/web/answer.tsx'
import { Head } from '#src/web/components/head.tsx'
import { NoMailbox } from '#src/web/components/no-mailbox.tsx'
import { Empty, Sheet } from '#src/web/components/sheet.tsx'
import { SuggestionRow } from '#src/web/components/suggestion.tsx'
import { Framed } from '#src/web/layout.tsx'
import { countSuggestions, mailboxesNow, suggestions } from '#src/web/reading/today-store.ts'
import { get, type Route } from '#src/web/route.ts'
import { peopleText } from '#src/web/text/people.ts'
import type { Visit } from '#src/web/world.ts'

/** Unknown people who wrote: who is to become a client, and who is not to be asked about again. */
export const suggestionsPages: Route[] = [get('/suggestions', 'member', showSuggestions)]

const SHOWN = 60
const COUNT_MOST = 10_000

async function showSuggestions(visit: Visit) {
  const { view, world } = visit.var
  const [shown, count] = await Promise.all([suggestions(world.db, SHOWN), countSuggestions(world.db, COUNT_MOST)])
  const isBefore = shown.length === 0 && (await mailboxesNow(world.db)).length === 0
  const text = peopleText[view.language]
  return page(
    visit,
    <Framed view={view} title={text.suggestionsTitle}>
      <Head title={text.suggestionsTitle} lead={text.suggestionsLead(count)} />
      <Sheet flush>
        {shown.length > 0 ? (
          <ul class="rows">
            {shown.map((suggestion) => (
              <SuggestionRow view={view} suggestion={suggestion} />
            ))}
          </ul>
        ) : isBefore ? (
          <NoMailbox view={view} />
        ) : (
          <Empty icon="hand" title={text.suggestionsNone}>
            <p>{text.suggestionsNoneText}</p>
          </Empty>
        )}
      </Sheet>
    </Framed>
  )
}
