import { ImapFlow } from 'imapflow'

/** The mail program of the mailbox's owner: what a person does on the server while we watch. */
export async function openMailProgram(to: { port: number; user: string; password: string }): Promise<ImapFlow> {
  const program = new ImapFlow({
    host: '127.0.0.1',
    port: to.port,
    secure: false,
    doSTARTTLS: false,
    auth: { user: to.user, pass: to.password },
    logger: false,
    disableAutoIdle: true,
    disableCompression: true
  })
  program.on('error', () => undefined)
  await program.connect()
  return program
}

/** Does one thing in a folder and closes. */
export async function inMailProgram<T>(
  to: { port: number; user: string; password: string },
  folder: string | null,
  act: (program: ImapFlow) => Promise<T>
): Promise<T> {
  const program = await openMailProgram(to)
  try {
    if (folder !== null) await program.mailboxOpen(folder)
    return await act(program)
  } finally {
    await program.logout()
  }
}
