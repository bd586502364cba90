import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { resolveTxt } from 'node:dns/promises'
import { readFile } from 'node:fs/promises'
import type { Db } from '#src/platform/database/database.ts'
import { errorCode, errorText } from '#src/platform/error.ts'
import { failed, ok, warning, type Finding } from '#src/platform/health/finding.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import type { Settings } from '#src/platform/settings.ts'
import type { DkimKey } from './mime.ts'

/** RFC 8301, section 3.2: verifiers need take no shorter key for valid. */
const BITS_MIN = 1024

/**
 * The key that mails of an address are signed with: where one is set up, and for its domain or one below it.
 * @throws Refusal where the key cannot be read or used
 */
export async function dkimKeyFor(db: Db, address: string): Promise<DkimKey | null> {
  const settings = await readSettings(db)
  const domain = settings['delivery.dkim.domain']
  const own = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
  const isOurs = own === domain || own.endsWith(`.${domain}`)
  if (domain === '' || !isOurs) return null
  const key = await readKey(settings['delivery.dkim.keyFile'])
  const privateKey = key.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { domain, selector: settings['delivery.dkim.selector'], privateKey }
}

/** How a TXT record is looked up: as by `resolveTxt` of node:dns. */
type Resolve = (name: string) => Promise<string[][]>

/** Whether mails are signed, and whether those who get them can check it: the record they need, where it is not published. */
export async function checkDkim(db: Db, resolve: Resolve = resolveTxt): Promise<Finding> {
  const settings = await readSettings(db)
  if (settings['delivery.dkim.domain'] === '') return ok('dkim', 'mails are not signed here; most providers sign them')
  const record = await recordOf(settings)
  const published = await lookUp(record.name, resolve)
  if (published.kind === 'unreachable')
    return warning(
      'dkim',
      `${record.name} cannot be looked up: ${published.reason}`,
      'Run `maillon doctor` again online.'
    )
  if (published.keys.includes(record.publicKey)) return ok('dkim', `mails are signed, ${record.name} is published`)
  const state = published.keys.length === 0 ? 'is not published' : 'holds another key'
  return failed('dkim', `${record.name} ${state}`, `Publish it as TXT record, on one line: ${record.value}`)
}

async function recordOf(settings: Settings) {
  const key = await readKey(settings['delivery.dkim.keyFile'])
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64')
  const name = `${settings['delivery.dkim.selector']}._domainkey.${settings['delivery.dkim.domain']}`
  return { name, publicKey, value: `v=DKIM1; k=rsa; p=${publicKey}` }
}

type Published = { kind: 'answer'; keys: string[] } | { kind: 'unreachable'; reason: string }

async function lookUp(name: string, resolve: Resolve): Promise<Published> {
  try {
    const records = await resolve(name)
    // A long record is published in pieces, to be put together without blanks (RFC 6376, section 3.6.2.2).
    return { kind: 'answer', keys: records.map((pieces) => keyIn(pieces.join(''))) }
  } catch (error) {
    const isMissing = errorCode(error) === 'ENOTFOUND' || errorCode(error) === 'ENODATA'
    return isMissing ? { kind: 'answer', keys: [] } : { kind: 'unreachable', reason: errorText(error) }
  }
}

function keyIn(record: string): string {
  return /(?:^|;)\s*p\s*=([^;]*)/.exec(record)?.[1]?.replaceAll(/\s+/g, '') ?? ''
}

async function readKey(file: string): Promise<KeyObject> {
  const pem = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw unusable(file, errorText(cause), cause)
  })
  const key = parseKey(pem, file)
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (key.asymmetricKeyType !== 'rsa' || bits < BITS_MIN)
    throw unusable(file, `it is no RSA key of ${BITS_MIN} bits or more`)
  return key
}

function parseKey(pem: string, file: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (cause) {
    throw unusable(file, 'it holds no private key in PEM', cause)
  }
}

function unusable(file: string, reason: string, cause?: unknown): Refusal {
  return new Refusal(
    'dkim-key-unusable',
    `The key in delivery.dkim.keyFile, ${file === '' ? 'which is not set' : file}, cannot be used (${reason}): make one with \`openssl genrsa -out FILE 2048\`, readable by the user that runs maillon.`,
    { cause }
  )
}
