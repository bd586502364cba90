import type { RefusedTag } from '#src/web/tag-form.ts'
import { tagText } from '#src/web/text/tag.ts'
import type { View } from '#src/web/view.ts'
import { describedBy, Form, Wrong } from './form.tsx'
import { Sheet } from './sheet.tsx'

/** Tags that can be taken off, and a field for one more. */
export function Tags({ view, action, tags, refused }: TagsProps) {
  const text = tagText[view.language]
  return (
    <Sheet title={text.title} id="tags">
      <div class="stack tight">
        {tags.length > 0 ? (
          <ul class="line">
            {tags.map((tag) => (
              <li>
                <Form view={view} action={action} class="tag">
                  {tag}
                  <input type="hidden" name="tag" value={tag} />
                  <button name="action" value="remove" aria-label={text.remove(tag)}>
                    ×
                  </button>
                </Form>
              </li>
            ))}
          </ul>
        ) : null}
        <Form view={view} action={action} class="line top">
          <TagField label={text.new} refused={refused} required />
          <button class="button" name="action" value="add">
            {text.add}
          </button>
        </Form>
      </div>
    </Sheet>
  )
}

interface TagsProps {
  view: View
  action: string
  tags: string[]
  refused: RefusedTag | null
}

/** A field for one tag whose only label is the word inside it; how long a tag may be is said by the answer, so nothing is cut. */
export function TagField({ label, refused, id = 'tag', ...input }: TagFieldProps) {
  return (
    <div class="field grow">
      <input
        id={id}
        name="tag"
        aria-label={label}
        placeholder={label}
        value={refused?.given}
        autofocus={refused !== null}
        {...describedBy({ name: id, wrong: refused?.wrong })}
        {...input}
      />
      {refused ? <Wrong id={`${id}-wrong`}>{refused.wrong}</Wrong> : null}
    </div>
  )
}

type TagFieldProps = { label: string; refused: RefusedTag | null; id?: string } & Record<string, unknown>
