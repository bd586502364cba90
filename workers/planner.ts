import type { Role } from './role.ts'

/** Finds who is due a follow-up. */
export const planner: Role = {
  async start() {
    return { stop: async () => undefined }
  }
}
