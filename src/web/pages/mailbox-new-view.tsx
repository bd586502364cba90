import type { Child } from 'hono/jsx'
import type { DryRun } from '#src/mailbox/dry-run.ts'
import type { ListedFolder } from '#src/mailbox/folder-list.ts'
import { Check, Form, FormErrors, SelectField, TextField } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Note, Sheet } from '#src/web/components/sheet.tsx'
import { Steps } from '#src/web/components/steps.tsx'
import { Door, Framed } from '#src/web/layout.tsx'
import { frameText } from '#src/web/text/frame.ts'
import { mailboxText } from '#src/web/text/mailbox.ts'
import type { View } from '#src/web/view.ts'
import { DryRunPicture } from './dry-run-view.tsx'

/** Fields by name, as texts. */
export type Given = Record<string, string>

export function ConnectPage({ view, given, wrong, failure, isFirst }: ConnectProps) {
  const text = mailboxText[view.language]
  const say = (field: string) => (wrong[field] ? (text.wrong[wrong[field]] ?? wrong[field]) : undefined)
  const areServersOpen = given['open'] !== undefined || ['imapHost', 'imapPort', 'smtpHost'].some((name) => wrong[name])
  return (
    <Around view={view} title={text.newTitle} lead={text.newLead} isFirst={isFirst}>
      <Form view={view} action="/settings/mailboxes/check">
        {isFirst ? <input type="hidden" name="first" value="yes" /> : null}
        <FormErrors view={view} wrong={failure ?? Object.keys(wrong).length > 0} />
        <TextField
          label={text.address}
          name="address"
          type="email"
          value={given['address'] ?? (isFirst ? view.member?.email : undefined)}
          wrong={say('address')}
          autocomplete="off"
          required
        />
        <TextField
          label={text.password}
          name="password"
          type="password"
          hint={text.passwordHint}
          wrong={say('password')}
          autocomplete="off"
          required
        />
        <details class="opens" open={areServersOpen}>
          <summary>{text.servers}</summary>
          <ServerFields view={view} given={given} say={say} />
        </details>
        <div class="ends">
          <button class="button first">{text.check}</button>
          {isFirst ? <a href="/">{text.later}</a> : null}
        </div>
      </Form>
    </Around>
  )
}

interface ConnectProps {
  view: View
  given: Given
  /** Message keys by field. */
  wrong: Given
  failure: string | undefined
  isFirst: boolean
}

function ServerFields({
  view,
  given,
  say
}: Pick<ConnectProps, 'view' | 'given'> & { say: (field: string) => string | undefined }) {
  const text = mailboxText[view.language]
  const field = (name: string, label: string, more: Record<string, unknown> = {}) => (
    <TextField label={label} name={name} value={given[name]} wrong={say(name)} autocomplete="off" {...more} />
  )
  return (
    <div class="form">
      <p class="soft small">{text.serversHint}</p>
      <div class="form-row">
        {field('imapHost', text.imapHost, { placeholder: 'imap.exemple.fr' })}
        {field('imapPort', text.imapPort, { inputmode: 'numeric', placeholder: '993' })}
      </div>
      <div class="form-row">
        {field('smtpHost', text.smtpHost, { placeholder: 'smtp.exemple.fr' })}
        {field('smtpPort', text.smtpPort, { inputmode: 'numeric', placeholder: '465' })}
      </div>
      {field('user', text.user, { hint: text.userHint })}
      <SelectField
        label={text.tls}
        name="tls"
        value={given['tls'] ?? 'auto'}
        options={['auto', 'implicit', 'starttls', 'none'].map((kind) => ({
          value: kind,
          label: text.tlsKinds[kind] ?? kind
        }))}
      />
    </div>
  )
}

const READINGS = ['read', 'bounces', 'skipped'] as const

/** What will be read, as a picture, before anything is stored (M2). */
export function ReviewPage({ view, address, folders, dryRun, sealed, isFirst }: ReviewProps) {
  const text = mailboxText[view.language]
  const total = mailsIn(folders)
  return (
    <Around view={view} title={text.reviewTitle} lead={text.reviewLead(address)} isFirst={isFirst}>
      <div class="stack wide">
        <DryRunPicture view={view} dryRun={dryRun} />
        <h2>{text.reviewWhich}</h2>
        {READINGS.map((reading) => (
          <ReadingBar
            view={view}
            reading={reading}
            folders={folders.filter((one) => one.reading === reading)}
            total={total}
          />
        ))}
        <Note tone="green" icon="shield">
          {text.reviewPromise}
        </Note>
        <Form view={view} action="/settings/mailboxes">
          <input type="hidden" name="sealed" value={sealed} />
          {isFirst ? <input type="hidden" name="first" value="yes" /> : null}
          {dryRun.ourDomain === null ? null : (
            <Check name="ourDomain" label={text.ourDomain(dryRun.ourDomain)} checked />
          )}
          <div class="ends">
            <button class="button first">{text.start}</button>
            <a href={isFirst ? '/first-run/mailbox' : '/settings/mailboxes'}>{frameText[view.language].cancel}</a>
          </div>
        </Form>
      </div>
    </Around>
  )
}

interface ReviewProps {
  view: View
  address: string
  folders: ListedFolder[]
  dryRun: DryRun
  sealed: string
  isFirst: boolean
}

function ReadingBar({ view, reading, folders, total }: ReadingBarProps) {
  const text = mailboxText[view.language]
  if (folders.length === 0) return null
  const name = { read: text.reviewRead, bounces: text.reviewBounces, skipped: text.reviewSkipped }[reading]
  const mails = mailsIn(folders)
  return (
    <section class="stack tight">
      <p class="line apart">
        <strong>{name}</strong>
        <span class="soft small">
          {text.reviewMails(mails)}, {text.reviewFolders(folders.length)}
        </span>
      </p>
      <progress class="progress" max={Math.max(total, 1)} value={mails} aria-label={name}></progress>
      <p class="soft small">{folders.map((folder) => folder.path).join(' · ')}</p>
    </section>
  )
}

interface ReadingBarProps {
  view: View
  reading: (typeof READINGS)[number]
  folders: ListedFolder[]
  total: number
}

function mailsIn(folders: ListedFolder[]): number {
  return folders.reduce((sum, folder) => sum + (folder.status?.messages ?? 0), 0)
}

/** The first run has no navigation yet; later the same page stands in the settings. */
function Around({ view, title, lead, isFirst, children }: AroundProps) {
  if (!isFirst) {
    const back = { href: '/settings/mailboxes', label: mailboxText[view.language].title }
    return (
      <Framed view={view} title={title}>
        <Head title={title} lead={lead} back={back} />
        <Sheet>{children}</Sheet>
      </Framed>
    )
  }
  return (
    <Door view={view} title={title} broad>
      <Steps view={view} at={1} />
      <Head title={title} lead={lead} />
      {children}
    </Door>
  )
}

interface AroundProps {
  view: View
  title: string
  lead: string
  isFirst: boolean
  children?: Child
}
