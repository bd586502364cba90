import type { View } from '#src/web/view.ts'
import { Form } from './form.tsx'

/** Tags that can be taken off, and a field for one more. */
export function TagEditor({ view, action, tags, text }: TagEditorProps) {
  return (
    <div class="stack tight">
      {tags.length > 0 ? (
        <ul class="line">
          {tags.map((tag) => (
            <li>
              <Form view={view} action={action} class="tag">
                {tag}
                <input type="hidden" name="tag" value={tag} />
                <button name="action" value="remove" aria-label={text.tagRemove(tag)}>
                  ×
                </button>
              </Form>
            </li>
          ))}
        </ul>
      ) : null}
      <Form view={view} action={action} class="line">
        <input name="tag" class="grow" aria-label={text.label} placeholder={text.label} maxlength={60} required />
        <button class="button" name="action" value="add">
          {text.tagAdd}
        </button>
      </Form>
    </div>
  )
}

interface TagEditorProps {
  view: View
  action: string
  tags: string[]
  text: { label: string; tagAdd: string; tagRemove: (tag: string) => string }
}
