import type { Manner } from './format.ts'

/** Everything about this visit that a page is drawn with. Plain data: components need nothing else. */
export interface View extends Manner {
  /** Who is signed in; null on the door and the public pages. */
  member: SignedIn | null
  firmName: string
  /** What forms carry to show that they come from our page (guard/proof.ts). */
  proof: string
  /** Path of the page, for marking the place in the navigation. */
  path: string
  theme: 'light' | 'dark' | null
  /** How many clients wait for an answer, for the navigation. */
  waiting: number
  /** Said once, at the foot of the page, after an action. */
  toast: Toast | null
}

export interface SignedIn {
  id: string
  name: string
  email: string
  role: 'owner' | 'member'
}

export interface Toast {
  text: string
  tone?: 'wrong'
  /** Where to post to take the action back. */
  undo?: string
}
