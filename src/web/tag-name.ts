import { z } from 'zod'

/** A tag as somebody writes it, as it is kept: without the sign before it, small, one word. */
export function tagOf(written: string): string {
  return written.replace(/^#+/, '').trim().replaceAll(/\s+/g, '-').toLowerCase()
}

/** The field of a form that takes a tag. */
export function tagName() {
  return z.string().transform(tagOf).pipe(z.string().min(1).max(60))
}
