import type { Child } from 'hono/jsx'

interface LiveFiltersProps {
  /** The page whose list they narrow. Its results stand in an element with the id `results`. */
  action: string
  q: string
  text: { search: string; placeholder: string; submit: string }
  /** What narrows the list besides the words. */
  children?: Child
}

/** A form that works by itself; with JavaScript the results follow each letter, and the address with them: back, anew and shared it is the same list. */
export function LiveFilters({ action, q, text, children }: LiveFiltersProps) {
  return (
    <form
      class="filters"
      role="search"
      aria-label={text.search}
      action={action}
      hx-get={action}
      hx-target="#results"
      hx-swap="outerHTML"
      hx-trigger="input delay:200ms, change, submit"
      hx-replace-url="true"
      hx-sync="this:replace"
    >
      <input
        type="search"
        name="q"
        value={q}
        aria-label={text.search}
        placeholder={text.placeholder}
        autocomplete="off"
      />
      {children}
      <noscript>
        <button class="button">{text.submit}</button>
      </noscript>
    </form>
  )
}
