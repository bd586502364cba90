import { z } from 'zod'
import { refuseClearText, TLS_KINDS, tlsOfPort, type Tls } from '#src/mailbox/account.ts'
import { connectMailbox, tryMailbox } from '#src/mailbox/add.ts'
import { discover } from '#src/mailbox/discover.ts'
import type { DryRun } from '#src/mailbox/dry-run.ts'
import type { ListedFolder } from '#src/mailbox/folder-list.ts'
import type { NewMailbox } from '#src/mailbox/mailbox-store.ts'
import { normalAddress } from '#src/message/addresses.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { act } from '#src/web/acts/act.ts'
import { done, page } from '#src/web/answer.tsx'
import { readForm } from '#src/web/form-data.ts'
import { get, post, type Route } from '#src/web/route.ts'
import { mailboxText } from '#src/web/text/mailbox.ts'
import type { Visit } from '#src/web/world.ts'
import { ConnectPage, ReviewPage, type Given } from './mailbox-new-view.tsx'

/** Connecting a mailbox: address and password, check, a look at what will be read, and only then the start. */
export const mailboxNewPages: Route[] = [
  get('/first-run/mailbox', 'owner', (visit) => showForm(visit, {})),
  get('/settings/mailboxes/new', 'owner', (visit) => showForm(visit, {})),
  post('/settings/mailboxes/check', 'owner', check),
  post('/settings/mailboxes', 'owner', start)
]

const hostName = z
  .string()
  .regex(/^[\w.:-]+$/, 'host')
  .max(255, 'host')
const port = z.coerce.number('port').int('port').min(1, 'port').max(65_535, 'port')
const optional = <S extends z.ZodType>(schema: S) =>
  z
    .literal('')
    .transform(() => undefined)
    .or(schema)
    .optional()

const checkForm = z.object({
  address: z.string().transform((text, context) => {
    const normal = normalAddress(text)
    if (normal !== null) return normal
    context.addIssue({ code: 'custom', message: 'address' })
    return z.NEVER
  }),
  password: z.string().min(1, 'password').max(1000, 'password'),
  imapHost: optional(hostName),
  imapPort: optional(port),
  smtpHost: optional(hostName),
  smtpPort: optional(port),
  user: optional(z.string().max(320)),
  tls: z.enum(['auto', ...TLS_KINDS]).default('auto'),
  first: z.string().optional()
})
type Checked = z.output<typeof checkForm>

/** The checked mailbox travels through the review page sealed: neither password nor servers can be read or changed there. */
const SEALED_FOR = 'web: mailbox under review'
const server = z.object({ host: z.string(), port: z.number(), tls: z.enum(TLS_KINDS) })
const sealedMailbox = z.object({
  address: z.string(),
  imap: server,
  smtp: server.nullable(),
  username: z.string(),
  credential: z.object({ kind: z.literal('password'), password: z.string() }),
  capabilitiesOff: z.array(z.string()),
  ourDomain: z.string().nullable()
})

function showForm(visit: Visit, { given, wrong, failure }: { given?: Given; wrong?: Given; failure?: string }) {
  const isFirst = visit.req.path.startsWith('/first-run') || given?.['first'] !== undefined
  const drawn = (
    <ConnectPage view={visit.var.view} given={given ?? {}} wrong={wrong ?? {}} failure={failure} isFirst={isFirst} />
  )
  return page(visit, drawn, wrong || failure ? 422 : 200)
}

async function check(visit: Visit) {
  const { view, world } = visit.var
  const text = mailboxText[view.language]
  const form = await readForm(visit, checkForm)
  if (form.kind === 'wrong') return showForm(visit, form)
  const given = givenOf(form.value)
  const wanted = await wantedMailbox(form.value)
  if (!wanted) return showForm(visit, { given: { ...given, open: 'yes' }, failure: text.serversUnknown })
  const outcome = await tried(wanted)
  if (outcome.kind === 'failed') {
    const failure = text.refusals[outcome.code] ?? outcome.sentence
    return showForm(visit, { given: { ...given, ...serversGiven(wanted), open: 'yes' }, failure })
  }
  const { folders, dryRun } = outcome
  const sealed = world.secrets.seal(JSON.stringify({ ...wanted, ourDomain: dryRun.ourDomain }), SEALED_FOR)
  const isFirst = form.value.first !== undefined
  return page(visit, <ReviewPage {...{ view, sealed, isFirst, folders, dryRun }} address={wanted.address} />)
}

async function start(visit: Visit) {
  const { view, world } = visit.var
  const fields = z.object({
    sealed: z.string().max(20_000),
    ourDomain: z.string().optional(),
    first: z.string().optional()
  })
  const form = await readForm(visit, fields)
  if (form.kind === 'wrong') throw new Refusal('no-proof', 'Begin again with the address of the mailbox.')
  const sealed = sealedMailbox.parse(JSON.parse(world.secrets.unseal(form.value.sealed, SEALED_FOR)))
  const { ourDomain: proposed, ...wanted } = sealed
  const ourDomain = form.value.ourDomain === undefined ? null : proposed
  const { mailbox } = await connectMailbox(world, wanted, ourDomain)
  await act(visit, async () => ({
    action: 'mailbox.connect',
    subject: { kind: 'mailbox', id: mailbox.id },
    after: { address: mailbox.address, imap: wanted.imap.host, smtp: wanted.smtp?.host ?? null, ourDomain }
  }))
  const to = form.value.first === undefined ? `/settings/mailboxes/${mailbox.id}` : '/first-run/reading'
  return done(visit, { to, toast: { text: mailboxText[view.language].started(mailbox.address) } })
}

async function wantedMailbox(given: Checked): Promise<NewMailbox | null> {
  const { address, password, user, tls } = given
  const rest = { credential: { kind: 'password' as const, password }, capabilitiesOff: [] }
  const asked: Tls | undefined = tls === 'auto' ? undefined : tls
  const smtp = serverOf(given.smtpHost, given.smtpPort ?? 465, asked)
  const imap = serverOf(given.imapHost, given.imapPort ?? 993, asked)
  if (imap) return { address, imap, smtp, username: user ?? address, ...rest }
  const found = await discover(address)
  return found && { address, imap: found.imap, smtp: smtp ?? found.smtp, username: user ?? found.username, ...rest }
}

function serverOf(host: string | undefined, port: number, tls: Tls | undefined) {
  return host === undefined ? null : { host, port, tls: tlsOfPort(port, tls) }
}

type Outcome =
  | { kind: 'works'; folders: ListedFolder[]; dryRun: DryRun }
  | { kind: 'failed'; code: string; sentence: string }

async function tried(wanted: NewMailbox): Promise<Outcome> {
  try {
    const { address, imap, smtp, username, credential, capabilitiesOff } = wanted
    if (smtp) refuseClearText(smtp.host, smtp.tls)
    const account = { ...imap, user: username, credential, capabilitiesOff }
    return { kind: 'works', ...(await tryMailbox(account, address)) }
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'failed', code: error.code, sentence: error.message }
    throw error
  }
}

/** What is shown again after a failure; the password is not sent back to the browser. */
function givenOf({ address, imapHost, imapPort, smtpHost, smtpPort, user, tls, first }: Checked): Given {
  const fields = { address, imapHost, imapPort, smtpHost, smtpPort, user, tls, first }
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  )
}

function serversGiven({ imap, smtp }: NewMailbox): Given {
  const sending: Given = smtp ? { smtpHost: smtp.host, smtpPort: String(smtp.port) } : {}
  return { imapHost: imap.host, imapPort: String(imap.port), ...sending }
}
