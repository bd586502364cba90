import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A wire between program and server on which the server's words can be held back, so that a test sees work half done. */
export interface HoldingProxy {
  port: number
  /** From now on the server says so many bytes more, over all connections, and then nothing. */
  holdAfter(bytes: number): void
  release(): void
  stop(): Promise<void>
}

export async function startHoldingProxy(serverPort: number): Promise<HoldingProxy> {
  const sockets = new Set<Socket>()
  const upstreams = new Set<Socket>()
  let left = Infinity
  const server = createServer((client) => {
    const upstream = connect(serverPort, '127.0.0.1')
    upstreams.add(upstream)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        for (const each of [client, upstream]) sockets.delete(each.destroy())
        upstreams.delete(upstream)
      })
    }
    client.on('data', (chunk: Buffer) => upstream.write(chunk))
    upstream.on('data', (chunk: Buffer) => {
      client.write(chunk)
      left -= chunk.length
      if (left <= 0) for (const each of upstreams) each.pause()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port')
  return {
    port: address.port,
    holdAfter(bytes) {
      left = bytes
    },
    release() {
      left = Infinity
      for (const each of upstreams) each.resume()
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    }
  }
}
