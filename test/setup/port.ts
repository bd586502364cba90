import { once } from 'node:events'
import { createServer } from 'node:net'

const given = new Set<number>()

/** A port of the loopback that nothing listens on at this moment, and another one each time. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('a listening server has an address')
  // The system may well give the same one twice, before anybody listens on it.
  if (given.has(address.port)) return freePort()
  given.add(address.port)
  return address.port
}
