import { betterAuth } from 'better-auth'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { createAuthMiddleware, getSessionFromCtx } from 'better-auth/api'
import { symmetricDecrypt } from 'better-auth/crypto'
import { magicLink, twoFactor } from 'better-auth/plugins'
import { z } from 'zod'
import { LANGUAGES, type Language } from '#src/platform/i18n.ts'
import type { SignedIn } from '#src/web/view.ts'
import type { OpenSession, World } from '#src/web/world.ts'
import { stepOfCode } from './code-step.ts'
import { addressOfLink, canEnterByLink, sealedSecretOf, takeStep } from './store.ts'

const MINUTE_S = 60
const DAY_S = 24 * 60 * MINUTE_S
export const LINK_MINUTES = 10
export const SHORTEST_PASSWORD = 10

/** The sign-in library, behind the few questions that pages ask it. It serves no addresses of its own. */
export interface Accounts {
  sessionOf(headers: Headers): Promise<FoundSession | null>
  /** Signs in with a password. The answer's cookies are for the browser. */
  enter(given: { email: string; password: string; headers: Headers }): Promise<Entry>
  /** Makes a link for `email` and hands it to `sendLink`, where such a member exists. */
  askForLink(email: string, headers: Headers): Promise<void>
  enterByLink(token: string, headers: Headers): Promise<Entry>
  /** Answers the second factor, by code of the app or by a backup code; each counts once. */
  proveFactor(code: string, headers: Headers): Promise<Entry>
  leave(headers: Headers): Promise<Headers>
  hashPassword(password: string): Promise<string>
  /** False where the present password is wrong. */
  changePassword(given: {
    now: string
    next: string
    headers: Headers
  }): Promise<{ changed: boolean; cookies: Headers }>
  /** Begins a second factor: the address for the app and the backup codes, shown once; null where the password is wrong. */
  beginFactor(password: string, headers: Headers): Promise<{ uri: string; backupCodes: string[] } | null>
  endFactor(password: string, headers: Headers): Promise<boolean>
}

export interface FoundSession {
  session: OpenSession
  member: SignedIn & { language: Language | null; hasSecondFactor: boolean }
}

export type Entry = { kind: 'in' | 'second-factor'; cookies: Headers } | { kind: 'refused' }

export interface LinkAsked {
  email: string
  token: string
}

/** Opens the accounts. @param sendLink mails a sign-in link; called only for members without a second factor */
export function openAccounts(
  world: Pick<World, 'db' | 'publicUrl' | 'signingKey' | 'log'>,
  sendLink: (asked: LinkAsked) => Promise<void>
): Accounts {
  const { api, $context } = signInLibrary(world, sendLink)
  return {
    async sessionOf(headers) {
      return parseSession(await api.getSession({ headers }))
    },
    async enter({ email, password, headers }) {
      return entryOf(() => api.signInEmail({ body: { email, password, rememberMe: true }, headers, asResponse: true }))
    },
    async askForLink(email, headers) {
      await api.signInMagicLink({ body: { email }, headers })
    },
    async enterByLink(token, headers) {
      const email = await addressOfLink(world.db, token)
      const mayEnter = email !== null && (await canEnterByLink(world.db, email))
      if (!mayEnter) return { kind: 'refused' }
      return entryOf(() => api.magicLinkVerify({ query: { token }, headers, asResponse: true }))
    },
    async proveFactor(code, headers) {
      const isAppCode = /^\d{6}$/.test(code)
      return entryOf(() =>
        isAppCode
          ? api.verifyTOTP({ body: { code }, headers, asResponse: true })
          : api.verifyBackupCode({ body: { code }, headers, asResponse: true })
      )
    },
    async leave(headers) {
      return (await api.signOut({ headers, asResponse: true })).headers
    },
    async hashPassword(password) {
      return (await $context).password.hash(password)
    },
    async changePassword({ now, next, headers }) {
      const body = { currentPassword: now, newPassword: next, revokeOtherSessions: true }
      const answer = await api.changePassword({ body, headers, asResponse: true })
      return { changed: answer.ok, cookies: answer.headers }
    },
    async beginFactor(password, headers) {
      const answer = await api.enableTwoFactor({ body: { password, method: 'totp' }, headers, asResponse: true })
      if (!answer.ok) return null
      const begun = begunFactor.parse(await answer.json())
      return { uri: begun.totpURI, backupCodes: begun.backupCodes }
    },
    async endFactor(password, headers) {
      return (await api.disableTwoFactor({ body: { password }, headers, asResponse: true })).ok
    }
  }
}

function signInLibrary(
  { db, publicUrl, signingKey, log }: Pick<World, 'db' | 'publicUrl' | 'signingKey' | 'log'>,
  sendLink: (asked: LinkAsked) => Promise<void>
) {
  return betterAuth({
    appName: 'Maillon',
    baseURL: publicUrl,
    secret: signingKey,
    database: prismaAdapter(db, { provider: 'postgresql' }),
    telemetry: { enabled: false },
    logger: { log: (level, message) => log[level === 'error' ? 'error' : 'debug']({ from: 'sign-in' }, message) },
    user: {
      modelName: 'member',
      additionalFields: {
        role: { type: 'string', input: false, required: false },
        language: { type: 'string', input: false, required: false },
        leftAt: { type: 'date', input: false, required: false }
      }
    },
    session: { fields: { userId: 'memberId' }, expiresIn: 30 * DAY_S, updateAge: DAY_S },
    account: { fields: { userId: 'memberId' } },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: SHORTEST_PASSWORD },
    advanced: { cookiePrefix: 'maillon', database: { generateId: 'uuid' } },
    hooks: { before: takeCodeOnce(db) },
    plugins: [
      magicLink({
        disableSignUp: true,
        storeToken: 'hashed',
        expiresIn: LINK_MINUTES * MINUTE_S,
        sendMagicLink: ({ email, token }) => sendLink({ email, token })
      }),
      twoFactor({ issuer: 'Maillon', schema: { twoFactor: { fields: { userId: 'memberId' } } } })
    ]
  })
}

/** The library takes a code of the app as often as it comes while its time lasts: here each is taken once. */
function takeCodeOnce(db: World['db']) {
  return createAuthMiddleware(async (asked) => {
    if (asked.path !== '/two-factor/verify-totp') return undefined
    const { context } = asked
    const memberId = await memberWhoProves(asked)
    const sealed = memberId === null ? null : await sealedSecretOf(db, memberId)
    if (memberId === null || sealed === null) return undefined
    const secret = await symmetricDecrypt({ key: context.secretConfig, data: sealed })
    const { code } = codeGiven.parse(asked.body)
    // The library's own time: a code has the step that it is checked against.
    const step = stepOfCode(code, secret, Date.now())
    const isUsed = step !== null && !(await takeStep(db, memberId, step))
    return isUsed ? new Response(null, { status: 401 }) : undefined
  })
}

const codeGiven = z.object({ code: z.string() })

/** Signed in already, or with a right password and the library's cookie for what comes after it. */
async function memberWhoProves(asked: Parameters<Parameters<typeof createAuthMiddleware>[0]>[0]) {
  const session = await getSessionFromCtx(asked)
  if (session) return session.user.id
  const { context } = asked
  const entry = await asked.getSignedCookie(context.createAuthCookie('two_factor').name, context.secret)
  const found = entry ? await context.internalAdapter.findVerificationValue(entry) : null
  return found?.value ?? null
}

const foundSession = z.object({
  session: z.object({ id: z.string(), token: z.string() }),
  user: z.object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(['owner', 'member']),
    language: z.enum(LANGUAGES).nullish(),
    leftAt: z.date().nullish(),
    twoFactorEnabled: z.boolean().nullish()
  })
})

const begunFactor = z.object({ totpURI: z.string(), backupCodes: z.array(z.string()) })

function parseSession(answer: unknown): FoundSession | null {
  if (answer === null) return null
  const { session, user } = foundSession.parse(answer)
  const hasLeft = user.leftAt !== null && user.leftAt !== undefined
  if (hasLeft) return null
  const { id, name, email, role } = user
  const hasSecondFactor = user.twoFactorEnabled === true
  return { session, member: { id, name, email, role, language: user.language ?? null, hasSecondFactor } }
}

/** A refused password, code or link is an outcome; anything else the library answers is a fault and is thrown. */
async function entryOf(ask: () => Promise<Response>): Promise<Entry> {
  const answer = await ask()
  if (answer.status >= 500) throw new Error(`the sign-in library failed: ${await answer.text()}`)
  const isRedirectToError = answer.status === 302
  if (!answer.ok || isRedirectToError) return { kind: 'refused' }
  const body: unknown = await answer.clone().json()
  const asksSecond = typeof body === 'object' && body !== null && 'twoFactorRedirect' in body
  return { kind: asksSecond ? 'second-factor' : 'in', cookies: answer.headers }
}
