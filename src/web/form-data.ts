import type { z } from 'zod'
import type { Visit } from './world.ts'

/** What came with a form: usable, or with a message key for each field that is not (translated where it is shown). */
export type FormData<T> =
  | { kind: 'right'; value: T }
  | { kind: 'wrong'; wrong: Record<string, string>; given: Record<string, string> }

/** Reads and checks a form. Texts are trimmed; what a field's check says is the key of the message. */
export async function readForm<S extends z.ZodType>(visit: Visit, schema: S): Promise<FormData<z.output<S>>> {
  const given = textsOf(await visit.req.parseBody({ all: true }))
  const result = schema.safeParse(given)
  if (result.success) return { kind: 'right', value: result.data }
  const wrong: Record<string, string> = {}
  for (const issue of result.error.issues) wrong[String(issue.path[0] ?? '')] ??= issue.message
  return { kind: 'wrong', wrong, given: firstOf(given) }
}

/** Reads the query of an address; what does not fit takes the schema's defaults, since people edit and share addresses. */
export function readQuery<S extends z.ZodType>(visit: Visit, schema: S): z.output<S> {
  const result = schema.safeParse(visit.req.query())
  return result.success ? result.data : schema.parse({})
}

type Body = Record<string, string | File | (string | File)[]>

function textsOf(body: Body): Record<string, string | string[]> {
  const texts: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(body)) {
    if (typeof value === 'string') texts[name] = value.trim()
    if (Array.isArray(value)) texts[name] = value.filter((one) => typeof one === 'string').map((one) => one.trim())
  }
  return texts
}

function firstOf(texts: Record<string, string | string[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, value]) => [name, Array.isArray(value) ? (value[0] ?? '') : value])
  )
}
