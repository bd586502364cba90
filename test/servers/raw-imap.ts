import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

/** Sends commands one after the other as they are written, for what no client library does. @throws Error at a NO or BAD */
export async function rawImap(port: number, commands: string[]): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const lines = createInterface(socket)[Symbol.asyncIterator]()
  for (const [index, command] of commands.entries()) {
    socket.write(`t${index} ${command}\r\n`)
    for (;;) {
      const { value, done } = await lines.next()
      const line = done ? 'the connection ended' : value
      if (line.startsWith(`t${index} OK`)) break
      if (done || line.startsWith(`t${index} `)) throw new Error(`${command}: ${line}`)
    }
  }
  socket.destroy()
}
