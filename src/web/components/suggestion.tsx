import type { Suggestion } from '#src/web/reading/today-store.ts'
import { peopleText } from '#src/web/text/people.ts'
import type { View } from '#src/web/view.ts'
import { Act } from './form.tsx'
import { Face } from './sheet.tsx'
import { Near } from './time.tsx'

/** Somebody who wrote and is not a client yet: accepted or ignored in place. */
export function SuggestionRow({ view, suggestion }: { view: View; suggestion: Suggestion }) {
  const text = peopleText[view.language]
  const { id, name } = suggestion
  return (
    <li class="row" id={`suggestion-${id}`}>
      <Face name={name} />
      <div class="what">
        <p class="title">
          <a href={`/clients/${id}`}>{name}</a>
        </p>
        <p class="said">{suggestion.lastSubject ?? suggestion.lastText}</p>
        <p class="meta">
          <span>{suggestion.address}</span>
          {suggestion.company ? <span>{suggestion.company}</span> : null}
          <span>{text.mails(suggestion.mails)}</span>
          <Near view={view} at={suggestion.firstAt} />
        </p>
      </div>
      <div class="acts">
        <Act
          view={view}
          action={`/clients/${id}/acceptance`}
          target={`#suggestion-${id}`}
          label={text.accept}
          describe={name}
          icon="check"
        />
        <Act
          view={view}
          action={`/clients/${id}/ignoring`}
          target={`#suggestion-${id}`}
          label={text.ignore}
          describe={name}
          class="button slim quiet"
        />
      </div>
    </li>
  )
}
