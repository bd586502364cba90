import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '#src/platform/config.ts'
import type { Db } from '#src/platform/database/database.ts'
import { errorCode } from '#src/platform/error.ts'
import { Refusal } from '#src/platform/refusal.ts'

/** Keeps passwords and tokens unreadable in the database and its backups. */
export interface Secrets {
  /**
   * Encrypts a text (AES-256-GCM).
   * @param place what it belongs to, such as `mailbox:<id>`: sealed text moved elsewhere does not open
   */
  seal(text: string, place: string): string
  /** @throws Refusal where the text was sealed with another key, for another place, or was changed */
  unseal(sealed: string, place: string): string
  /** A keyed hash in hex: recognises a text again, such as an erased person's address, without keeping it. */
  hash(text: string, purpose: string): string
}

const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16
/** The setting that tells whether the key at hand is the one that this database was used with. */
const FINGERPRINT = 'secrets.fingerprint'

/**
 * Opens the secrets with the key of MAILLON_KEY, or of the file `<data>/key`, which is made where the database has not
 * been used with a key yet.
 * @throws Refusal where the key is lost or is another one
 */
export async function openSecrets(config: Pick<Config, 'key' | 'dataFolder'>, db: Db): Promise<Secrets> {
  const file = join(config.dataFolder, 'key')
  const known = await db.setting.findUnique({ where: { key: FINGERPRINT } })
  const text = config.key ?? readKeyFile(file)
  if (text === undefined && known) throw lostKey(file)
  const key = parseKey(text ?? makeKeyFile(file), config.key === undefined ? file : 'MAILLON_KEY')
  const secrets = secretsOf(key)
  const fingerprint = secrets.hash('fingerprint', FINGERPRINT)
  if (known && known.value !== fingerprint) throw otherKey(config.key === undefined ? file : 'MAILLON_KEY')
  // Two first starts at once keep the fingerprint of one key, as they read the same file.
  if (!known) await db.setting.createMany({ data: { key: FINGERPRINT, value: fingerprint }, skipDuplicates: true })
  return secrets
}

/** Secrets under a key of 32 bytes. */
export function secretsOf(key: Buffer): Secrets {
  const sealingKey = derive(key, 'seal')
  const hashingKey = derive(key, 'hash')
  return {
    seal(text, place) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', sealingKey, iv).setAAD(Buffer.from(place))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `v1.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`
    },
    unseal(sealed, place) {
      const bytes = Buffer.from(sealed.replace(/^v1\./, ''), 'base64url')
      const iv = bytes.subarray(0, IV_BYTES)
      const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES)
      try {
        const decipher = createDecipheriv('aes-256-gcm', sealingKey, iv, { authTagLength: TAG_BYTES })
        decipher.setAAD(Buffer.from(place)).setAuthTag(tag)
        const body = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES))
        return Buffer.concat([body, decipher.final()]).toString('utf8')
      } catch (cause) {
        throw unreadable(place, cause)
      }
    },
    hash: (text, purpose) => createHmac('sha256', hashingKey).update(`${purpose}\0${text}`).digest('hex')
  }
}

function derive(key: Buffer, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `maillon ${use}`, KEY_BYTES))
}

function readKeyFile(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw new Refusal(
      'key-unreadable',
      `The key file ${file} cannot be read by this user: give it to the user that runs maillon.`,
      {
        cause: error
      }
    )
  }
}

/** Written beside and linked into place, so that of two processes both read one whole key. */
function makeKeyFile(file: string): string {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600 })
  try {
    linkSync(draft, file)
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
  return readFileSync(file, 'utf8')
}

function parseKey(text: string, from: string): Buffer {
  const trimmed = text.trim()
  const isHex = /^[0-9a-f]{64}$/i.test(trimmed)
  const key = Buffer.from(trimmed, isHex ? 'hex' : 'base64')
  if (key.length === KEY_BYTES) return key
  throw new Refusal(
    'bad-key',
    `${from} does not hold a key: 32 bytes in base64 or hex are needed, as \`openssl rand -base64 32\` makes them.`
  )
}

function lostKey(file: string): Refusal {
  return new Refusal(
    'key-lost',
    `The key ${file} is gone, and with it the passwords in this database: put it back from your backup or set MAILLON_KEY. If it is lost for good, run \`maillon settings forget-key\`, and then give each mailbox its password again.`
  )
}

function otherKey(from: string): Refusal {
  return new Refusal(
    'key-other',
    `The key in ${from} is not the one that the passwords in this database were encrypted with: put the former key back. If it is lost for good, run \`maillon settings forget-key\`, and then give each mailbox its password again.`
  )
}

function unreadable(place: string, cause: unknown): Refusal {
  return new Refusal(
    'secret-unreadable',
    `The secret of ${place} cannot be decrypted with the present key: enter it again.`,
    { cause }
  )
}

/** Takes the present key for the right one from now on: what the former one sealed stays unreadable. */
export async function forgetKey(db: Db): Promise<void> {
  await db.setting.deleteMany({ where: { key: FINGERPRINT } })
}
