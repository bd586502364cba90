import { Refusal } from '#src/platform/refusal.ts'
import type { Role } from './role.ts'

/** Every role, loaded when it is started: a process that only sends need not hold the pages in memory. */
const ROLES = {
  watcher: async () => (await import('./watcher.ts')).watcher,
  planner: async () => (await import('./planner.ts')).planner,
  sender: async () => (await import('./sender.ts')).sender,
  web: async () => (await import('./web.ts')).web
} satisfies Record<string, () => Promise<Role>>

export type RoleName = keyof typeof ROLES

export const roleNames: RoleName[] = ['watcher', 'planner', 'sender', 'web']

export function loadRole(name: RoleName): Promise<Role> {
  return ROLES[name]()
}

/** @throws Refusal naming the roles there are */
export function roleName(text: string): RoleName {
  const name = roleNames.find((known) => known === text)
  if (name) return name
  throw new Refusal('unknown-role', `There is no role "${text}"; there are: ${roleNames.join(', ')}.`, {
    wrongUsage: true
  })
}
