import type { Visit } from './world.ts'

export interface Route {
  method: 'GET' | 'POST'
  /** As Hono reads it: `/clients/:id`. */
  path: string
  /** Who may come: anyone; a member or the owner, signed in; the owner alone. */
  access: 'anyone' | 'member' | 'owner'
  /**
   * How a state-changing request shows that it is meant: `page` carries the proof of our own form; `address` means that
   * the address itself cannot be guessed and is the permission (one-click unsubscribe, RFC 8058); `open` that a stranger
   * may say it from any site, signed in to nothing (the contact form); `none` for reading.
   */
  proof: 'page' | 'address' | 'open' | 'none'
  handle: Handler
  /** Largest request body in bytes; 256 KiB unless told. */
  largestBody?: number
  /** The handler reads the body as it comes, since no memory would hold it: it limits it, and demands the proof that begins it. */
  isStreamed?: boolean
}

export type Handler = (visit: Visit) => Response | Promise<Response>

type Options = Partial<Pick<Route, 'proof' | 'largestBody' | 'isStreamed'>>

/** A page or part of one; never changes anything. */
export function get(path: string, access: Route['access'], handle: Handler): Route {
  return { method: 'GET', path, access, proof: 'none', handle }
}

/** An action; refused without the proof of our own form unless another kind of proof is named. */
export function post(path: string, access: Route['access'], handle: Handler, options: Options = {}): Route {
  return { method: 'POST', path, access, proof: 'page', handle, ...options }
}
