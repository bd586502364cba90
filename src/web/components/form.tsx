import type { Child } from 'hono/jsx'
import { frameText } from '#src/web/text/frame.ts'
import type { View } from '#src/web/view.ts'
import { Icon } from './icon.tsx'

/**
 * A form that works without JavaScript; with it, htmx replaces only `target`. Every form that changes something carries
 * the proof that it comes from one of our pages.
 */
export function Form({ view, action, target, swap, class: className, upload, id, children }: FormProps) {
  const live = target ? { 'hx-post': action, 'hx-target': target, 'hx-swap': swap ?? 'outerHTML' } : {}
  return (
    <form
      method="post"
      action={action}
      id={id}
      class={className ?? 'form'}
      enctype={upload ? 'multipart/form-data' : undefined}
      {...live}
    >
      <Proof view={view} />
      {children}
    </form>
  )
}

interface FormProps {
  view: View
  action: string
  /** CSS selector of what the answer replaces; without it the whole page is loaded. */
  target?: string
  swap?: string
  class?: string
  upload?: boolean
  id?: string
  children?: Child
}

/** The hidden field that proves that a form comes from a page of ours (guard/proof.ts). */
export function Proof({ view }: { view: View }) {
  return <input type="hidden" name="_proof" value={view.proof} />
}

/** A form of one button: an action in a list, a link that changes something. */
export function Act({ view, action, target, swap, label, values, class: className, icon, describe }: ActProps) {
  return (
    <Form view={view} action={action} target={target} swap={swap} class="act">
      {Object.entries(values ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button class={className ?? 'button slim'}>
        {icon ? <Icon name={icon} /> : null}
        {label}
        {describe ? <span class="sr"> {describe}</span> : null}
      </button>
    </Form>
  )
}

interface ActProps extends Omit<FormProps, 'children'> {
  label: Child
  values?: Record<string, string>
  icon?: Parameters<typeof Icon>[0]['name']
  /** What the button acts on, for those who hear the page instead of seeing it. */
  describe?: string
}

/** One labelled field with its hint and, after a refused save, what is wrong with it. */
export function Field({ label, name, hint, wrong, children, optional, view }: FieldProps & { children: Child }) {
  return (
    <div class="field">
      <label for={name}>
        {label}
        {optional && view ? <span class="soft"> ({frameText[view.language].optional})</span> : null}
      </label>
      {children}
      {hint ? (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      ) : null}
      {wrong ? <Wrong id={`${name}-wrong`}>{wrong}</Wrong> : null}
    </div>
  )
}

/** What is wrong with a field, or with what was ticked of a group. */
export function Wrong({ id, children }: { id?: string; children?: Child }) {
  return (
    <p class="wrong" id={id}>
      <Icon name="warning" /> {children}
    </p>
  )
}

interface FieldProps {
  label: Child
  name: string
  hint?: Child
  wrong?: Child
  optional?: boolean
  view?: View
}

/** A line of text, an address, a password, a number, a date: whatever `input` takes. */
export function TextField({
  label,
  name,
  hint,
  wrong,
  optional,
  view,
  ...input
}: FieldProps & Record<string, unknown>) {
  return (
    <Field label={label} name={name} hint={hint} wrong={wrong} optional={optional} view={view}>
      <input id={name} name={name} {...describedBy({ name, hint, wrong })} {...input} />
    </Field>
  )
}

export function TextArea({ label, name, hint, wrong, optional, view, value, ...area }: TextAreaProps) {
  return (
    <Field label={label} name={name} hint={hint} wrong={wrong} optional={optional} view={view}>
      <textarea id={name} name={name} {...describedBy({ name, hint, wrong })} {...area}>
        {value ?? ''}
      </textarea>
    </Field>
  )
}

type TextAreaProps = FieldProps & { value?: string } & Record<string, unknown>

export function SelectField({ label, name, hint, wrong, options, value, ...select }: SelectProps) {
  return (
    <Field label={label} name={name} hint={hint} wrong={wrong}>
      <select id={name} name={name} {...describedBy({ name, hint, wrong })} {...select}>
        {options.map((option) => (
          <option value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  )
}

type SelectProps = FieldProps & {
  options: { value: string; label: string }[]
  value?: string | undefined
} & Record<string, unknown>

export function Check({ name, label, checked, value }: CheckProps) {
  return (
    <label class="choice">
      <input type="checkbox" name={name} value={value ?? 'yes'} checked={checked} />
      <span>{label}</span>
    </label>
  )
}

interface CheckProps {
  name: string
  label: Child
  checked?: boolean
  value?: string
}

/** Said above a form whose fields are marked: screen readers begin here. */
export function FormErrors({ view, wrong }: { view: View; wrong: string | boolean | undefined }) {
  if (!wrong) return null
  return (
    <p class="errors" role="alert">
      {typeof wrong === 'string' ? wrong : frameText[view.language].mendErrors}
    </p>
  )
}

/** Ties a field to its hint and to what is wrong with it, for those who hear the page. */
export function describedBy({ name, hint, wrong }: Pick<FieldProps, 'name' | 'hint' | 'wrong'>) {
  const ids = [hint ? `${name}-hint` : '', wrong ? `${name}-wrong` : ''].filter((id) => id !== '')
  return {
    ...(ids.length > 0 ? { 'aria-describedby': ids.join(' ') } : {}),
    ...(wrong ? { 'aria-invalid': 'true' } : {})
  }
}
