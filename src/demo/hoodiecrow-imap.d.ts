/** The part of hoodiecrow-imap 2.1 that is used; the package brings no types of its own. */
declare module 'hoodiecrow-imap' {
  import type { Server } from 'node:net'

  interface Options {
    plugins: string[]
    users: Record<string, { password: string }>
    storage: Record<string, unknown>
  }
  interface ImapServer {
    server: Server
    listen(port: number, host: string, ready: () => void): void
    close(closed: () => void): void
    appendMessage(folder: string, flags: string[], internalDate: Date, raw: string): void
  }
  export default function hoodiecrow(options: Options): ImapServer
}
