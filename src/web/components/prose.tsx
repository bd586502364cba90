/**
 * A mail's own text as it was written. Addresses of pages become links that tell the other side nothing; everything else
 * is text and nothing but text.
 */
export function Prose({ text }: { text: string }) {
  return <div class="text">{partsOf(text)}</div>
}

/** Ends before punctuation that belongs to the sentence. */
const ADDRESS = /https?:\/\/[^\s<>"'’»)\]]+[^\s<>"'’»)\].,;:!?…]/g

function partsOf(text: string) {
  const parts = []
  let from = 0
  for (const match of text.matchAll(ADDRESS)) {
    parts.push(text.slice(from, match.index))
    parts.push(
      <a href={match[0]} target="_blank" rel="noopener noreferrer nofollow">
        {match[0]}
      </a>
    )
    from = match.index + match[0].length
  }
  parts.push(text.slice(from))
  return parts
}
