import { z } from 'zod'
import { Temporal } from 'temporal-polyfill'
import { dateOf } from '#src/platform/clock.ts'
import { Refusal } from '#src/platform/refusal.ts'
import type { Credential, ImapAccount } from './account.ts'
import { accountOf, saveCredential, type Mailbox } from './mailbox-store.ts'
import type { World } from './session.ts'

/** What a person gives for a mailbox that takes no password: the tokens, as their provider's consent page hands them out. */
export const oauthFile = z.object({
  accessToken: z.string().min(1),
  refreshToken: z.string().optional(),
  /** ISO 8601 instant; without it the access token is renewed only after the server refused it. */
  expiresAt: z.iso.datetime({ offset: true }).optional(),
  tokenUrl: z.url({ protocol: /^https?$/ }).optional(),
  clientId: z.string().optional(),
  clientSecret: z.string().optional()
})

/** Where the large providers renew tokens, by their IMAP host. */
const TOKEN_URLS: Record<string, string> = {
  'imap.gmail.com': 'https://oauth2.googleapis.com/token',
  'outlook.office365.com': 'https://login.microsoftonline.com/common/oauth2/v2.0/token'
}

/** An access token is renewed this long before it ends, so that no command begins with one that dies under way. */
const RENEW_BEFORE_MINUTES = 5
const ANSWER_TIMEOUT_MS = 20_000

/** The account of a mailbox with a token that is good now: renewed, and kept, where it is about to end (RFC 6749, section 6). */
export async function currentAccount(world: World, mailbox: Mailbox): Promise<ImapAccount> {
  const db = world.database.prisma
  const account = await accountOf(db, mailbox, world.secrets)
  const { credential } = account
  if (credential.kind !== 'oauth2' || !endsSoon(credential, world.clock.now())) return account
  const renewed = await renew(credential, account.host, world)
  if (!renewed) return account
  await saveCredential(db, mailbox.id, { secrets: world.secrets, credential: renewed, now: dateOf(world.clock.now()) })
  return { ...account, credential: renewed }
}

type Tokens = Extract<Credential, { kind: 'oauth2' }>

function endsSoon({ expiresAt }: Tokens, now: Temporal.Instant): boolean {
  if (expiresAt === undefined) return false
  return Temporal.Instant.compare(Temporal.Instant.from(expiresAt), now.add({ minutes: RENEW_BEFORE_MINUTES })) < 0
}

const answerForm = z.object({
  access_token: z.string(),
  expires_in: z.number().optional(),
  refresh_token: z.string().optional()
})

/** @returns null where there is nothing to renew with, and the server will say so */
async function renew(tokens: Tokens, host: string, { clock, log }: World): Promise<Tokens | null> {
  const url = tokens.tokenUrl ?? TOKEN_URLS[host]
  if (tokens.refreshToken === undefined || url === undefined) return null
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: tokens.refreshToken })
  if (tokens.clientId !== undefined) body.set('client_id', tokens.clientId)
  if (tokens.clientSecret !== undefined) body.set('client_secret', tokens.clientSecret)
  const answer = await fetch(url, {
    method: 'POST',
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS)
  })
  if (!answer.ok) {
    log.warn(
      { status: answer.status },
      'the provider does not renew the token: give new ones with `maillon mailbox add`'
    )
    return null
  }
  const { access_token, expires_in, refresh_token } = answerForm.parse(await answer.json())
  const expiresAt = expires_in === undefined ? undefined : clock.now().add({ seconds: expires_in }).toString()
  return { ...tokens, accessToken: access_token, refreshToken: refresh_token ?? tokens.refreshToken, expiresAt }
}

/** Reads the tokens from the text of a file. @throws Refusal saying what the file must hold */
export function readTokens(text: string): Tokens {
  const parsed = oauthFile.safeParse(asJson(text))
  if (parsed.success) return { kind: 'oauth2', ...parsed.data }
  throw new Refusal(
    'bad-tokens',
    'The token file must be JSON with accessToken, and to be renewed refreshToken, expiresAt, clientId, clientSecret and tokenUrl.',
    { wrongUsage: true }
  )
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
