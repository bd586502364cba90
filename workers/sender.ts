import type { Role } from './role.ts'

/** Sends what is planned. */
export const sender: Role = {
  async start() {
    return { stop: async () => undefined }
  }
}
