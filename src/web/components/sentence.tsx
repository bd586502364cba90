import type { Child } from 'hono/jsx'
import { Icon } from './icon.tsx'

/** A sentence whose blanks are inputs, with what is wrong in it below. */
export function Sentence({ wrong, children }: { wrong?: (string | undefined)[]; children?: Child }) {
  const said = (wrong ?? []).filter((each) => each !== undefined)
  return (
    <li>
      <div class="sentence">{children}</div>
      {said.map((each) => (
        <p class="wrong" role="alert">
          <Icon name="warning" /> {each}
        </p>
      ))}
    </li>
  )
}

/**
 * Puts blanks into a sentence of a catalogue: `Le mail part {days} {side} son anniversaire.` A blank that is not given leaves
 * nothing behind.
 */
export function filled(sentence: string, blanks: Record<string, Child>): Child[] {
  return sentence.split(/(\{\w+\})/).map((piece) => {
    const name = /^\{(\w+)\}$/.exec(piece)?.[1]
    return name === undefined ? piece : (blanks[name] ?? '')
  })
}

interface BlankProps {
  name: string
  /** What the blank asks for, for those who hear it. */
  label: string
  value: string
  isWrong?: boolean
}

/** A number or a sum. */
export function NumberBlank({ name, label, value, isWrong, long, placeholder }: NumberBlankProps) {
  return (
    <input
      class={long ? 'n long' : 'n'}
      name={name}
      value={value}
      inputmode="decimal"
      placeholder={placeholder}
      autocomplete="off"
      aria-label={label}
      aria-invalid={isWrong ? 'true' : undefined}
    />
  )
}

interface NumberBlankProps extends BlankProps {
  long?: boolean
  placeholder?: string
}

export function ChoiceBlank({ name, label, value, isWrong, options }: ChoiceBlankProps) {
  return (
    <select name={name} aria-label={label} aria-invalid={isWrong ? 'true' : undefined}>
      {options.map((option) => (
        <option value={option.value} selected={option.value === value}>
          {option.label}
        </option>
      ))}
    </select>
  )
}

interface ChoiceBlankProps extends BlankProps {
  options: Option[]
}

export interface Option {
  value: string
  label: string
}

/** A day, an hour, or some words. */
export function InputBlank({ name, label, value, isWrong, type, placeholder }: InputBlankProps) {
  return (
    <input
      type={type}
      name={name}
      value={value}
      placeholder={placeholder}
      aria-label={label}
      aria-invalid={isWrong ? 'true' : undefined}
    />
  )
}

interface InputBlankProps extends BlankProps {
  type: 'date' | 'time' | 'text'
  placeholder?: string
}

/** Several of a few: the days of the week. The empty value says "none of them", which a form without ticks would not. */
export function TicksBlank({ name, label, values, options }: TicksBlankProps) {
  return (
    <span class="ticks" role="group" aria-label={label}>
      <input type="hidden" name={name} value="" />
      {options.map((option) => (
        <label>
          <input type="checkbox" name={name} value={option.value} checked={values.includes(option.value)} />
          <span>{option.label}</span>
        </label>
      ))}
    </span>
  )
}

interface TicksBlankProps {
  name: string
  label: string
  values: readonly string[]
  options: Option[]
}
