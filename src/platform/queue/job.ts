import type { z } from 'zod'

/** One kind of job: its name and the form of its payload, which holds ids, never records. */
export interface Job<Payload> {
  name: string
  payload: z.ZodType<Payload>
}

/** @param name kebab-case; it is also the name of the job's queue, so it stays what it is once released */
export function defineJob<Payload>(name: string, payload: z.ZodType<Payload>): Job<Payload> {
  return { name, payload }
}
