import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** A stretch of wire between program and server that can be cut. */
export interface CuttingProxy {
  port: number
  /** The next connections are cut in the middle of an answer to FETCH, so many bytes into it; one number a connection. */
  cutFetchesAfter(bytes: number[]): void
  /** How many connections were cut. */
  cuts(): number
  /** How often the program said something, over all connections. */
  asked(): number
  /** Nothing passes any more, and nobody is told, as on a wire that somebody has pulled; until `release`. */
  hold(): void
  release(): void
  stop(): Promise<void>
}

export async function startCuttingProxy(serverPort: number): Promise<CuttingProxy> {
  const planned: number[] = []
  const sockets = new Set<Socket>()
  let cuts = 0
  let asked = 0
  let isHeld = false
  const server = createServer((client) => {
    const upstream = connect(serverPort, '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      if (isHeld) socket.pause()
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    let left: number | null = null
    client.on('data', (chunk: Buffer) => {
      asked += 1
      const isFetch = /UID FETCH/i.test(chunk.toString('latin1'))
      if (isFetch && left === null && planned.length > 0) left = planned.shift() ?? null
      upstream.write(chunk)
    })
    upstream.on('data', (chunk: Buffer) => {
      if (left === null || chunk.length <= left) {
        if (left !== null) left -= chunk.length
        client.write(chunk)
        return
      }
      client.write(chunk.subarray(0, left), () => client.destroy())
      cuts += 1
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: portOf(server),
    cutFetchesAfter: (bytes) => planned.push(...bytes),
    cuts: () => cuts,
    asked: () => asked,
    hold() {
      isHeld = true
      for (const socket of sockets) socket.pause()
    },
    release() {
      isHeld = false
      for (const socket of sockets) socket.resume()
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    }
  }
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port')
  return address.port
}
