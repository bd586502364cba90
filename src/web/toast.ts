import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import type { Toast } from './view.ts'
import type { Visit } from './world.ts'

const NAME = 'toast'

/** Letters of a toast. All of it is a cookie: browsers take 4 kB. */
export const TOAST_MAX = 900

const toastSchema = z.object({
  text: z.string().max(TOAST_MAX),
  tone: z.literal('wrong').optional(),
  undo: z.string().max(200).startsWith('/').optional()
})

/** Leaves a word for the next page: what was just done, and how to take it back. Gone after a minute. */
export function leaveToast(visit: Visit, toast: Toast): void {
  const text = toast.text.length > TOAST_MAX ? `${toast.text.slice(0, TOAST_MAX - 1)}…` : toast.text
  const value = Buffer.from(JSON.stringify({ ...toast, text })).toString('base64url')
  setCookie(visit, NAME, value, { httpOnly: true, sameSite: 'Lax', path: '/', maxAge: 60 })
}

/** Takes the word that the last action left; fragments leave it for the whole page. */
export function takeToast(visit: Visit): Toast | null {
  const value = getCookie(visit, NAME)
  const isPage = visit.req.method === 'GET' && visit.req.header('HX-Request') === undefined
  if (!value || !isPage) return null
  deleteCookie(visit, NAME, { path: '/' })
  const toast = toastSchema.safeParse(parsed(value))
  return toast.success ? asToast(toast.data) : null
}

function asToast({ text, tone, undo }: z.infer<typeof toastSchema>): Toast {
  return { text, ...(tone ? { tone } : {}), ...(undo ? { undo } : {}) }
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(Buffer.from(value, 'base64url').toString())
  } catch {
    return null
  }
}
