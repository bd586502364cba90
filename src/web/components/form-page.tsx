import type { Child } from 'hono/jsx'
import { Framed } from '#src/web/layout.tsx'
import type { View } from '#src/web/view.ts'
import { Form, FormErrors } from './form.tsx'
import { Head } from './head.tsx'
import { Sheet } from './sheet.tsx'

/** A page that is one form with one button. */
export function FormPage({ view, title, lead, back, action, isWrong, go, children }: FormPageProps) {
  return (
    <Framed view={view} title={title}>
      <Head title={title} lead={lead} back={back} />
      <Sheet>
        <Form view={view} action={action}>
          <FormErrors view={view} wrong={isWrong} />
          {children}
          <button class="button first">{go}</button>
        </Form>
      </Sheet>
    </Framed>
  )
}

interface FormPageProps {
  view: View
  title: string
  lead: string
  back: { href: string; label: string }
  action: string
  /** Some of its fields are marked. */
  isWrong: boolean
  /** What the button says. */
  go: string
  children?: Child
}
