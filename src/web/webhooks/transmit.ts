import { request as requestInClear, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as requestByTls } from 'node:https'
import { isIP } from 'node:net'
import { errorCode } from '#src/platform/error.ts'
import type { Outcome, Why } from './outcome.ts'
import { isPublicAddress, publicLookup, systemResolve, type Resolve } from './public-address.ts'

const PATIENCE_MS = 15_000

export interface Transmission {
  url: string
  headers: Record<string, string>
  body: string
}

export interface Road {
  /** True where the owner's machine lets hooks reach private addresses: setting `webhooks.privateAddresses`. */
  privateAllowed: boolean
  resolve?: Resolve
  patienceMs?: number
}

/**
 * Posts once, over a connection of its own. Redirections are not followed, what the receiver answers is not read: neither
 * leads to, nor tells of, machines that this one alone can reach (SSRF).
 */
export function transmit({ url, headers, body }: Transmission, road: Road): Promise<Outcome> {
  const to = new URL(url)
  const host = to.hostname.replace(/^\[|\]$/g, '')
  const isGuarded = !road.privateAllowed
  // A literal address is connected to without any look-up.
  if (isGuarded && isIP(host) !== 0 && !isPublicAddress(host)) return Promise.resolve(unreached('private-address'))
  if (isGuarded && to.protocol !== 'https:') return Promise.resolve(unreached('tls'))
  const options: RequestOptions = {
    method: 'POST',
    agent: false,
    headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
    signal: AbortSignal.timeout(road.patienceMs ?? PATIENCE_MS),
    ...(isGuarded ? { lookup: publicLookup(road.resolve ?? systemResolve) } : {})
  }
  return new Promise((settle) => {
    const send = to.protocol === 'https:' ? requestByTls : requestInClear
    const request = send(to, options, (response) => {
      settle(outcomeOf(response))
      response.destroy()
    })
    request.on('error', (error) => settle(unreached(whyOf(error))))
    request.end(body)
  })
}

function outcomeOf({ statusCode: status = 0, headers }: IncomingMessage): Outcome {
  if (status >= 200 && status < 300) return { kind: 'delivered', status }
  const seconds = Number(headers['retry-after'])
  const retryAfterS = Number.isInteger(seconds) && seconds > 0 ? seconds : null
  const why = status === 410 ? 'gone' : status >= 300 && status < 400 ? 'redirected' : 'status'
  return { kind: 'refused', status, why, retryAfterS }
}

function unreached(why: Why): Outcome {
  return { kind: 'unreached', why }
}

function whyOf(error: Error): Why {
  const code = errorCode(error) ?? ''
  if (code === 'PRIVATE_ADDRESS') return 'private-address'
  const isLate = error.name === 'AbortError' || error.name === 'TimeoutError' || code === 'ETIMEDOUT'
  if (isLate) return 'timeout'
  const isTls = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_VERIFY|EPROTO/.test(code)
  return isTls ? 'tls' : 'unreachable'
}
