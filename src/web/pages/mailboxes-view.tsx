import type { MailboxProgress } from '#src/mailbox/progress.ts'
import { Address } from '#src/web/components/address.tsx'
import { Act, Form, TextField } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Icon } from '#src/web/components/icon.tsx'
import { Badge, Empty, Figure, Note, Sheet } from '#src/web/components/sheet.tsx'
import { Silence } from '#src/web/components/silence.tsx'
import { Steps } from '#src/web/components/steps.tsx'
import { Technical } from '#src/web/components/technical.tsx'
import { Near } from '#src/web/components/time.tsx'
import { bytes, number, percent } from '#src/web/format.ts'
import { Door, Framed } from '#src/web/layout.tsx'
import type { FolderExceptions, QuarantinedLine } from '#src/web/reading/mailboxes-store.ts'
import { frameText } from '#src/web/text/frame.ts'
import { mailboxText } from '#src/web/text/mailbox.ts'
import type { View } from '#src/web/view.ts'

export function MailboxesPage({ view, mailboxes }: { view: View; mailboxes: MailboxProgress[] }) {
  const text = mailboxText[view.language]
  const isOwner = view.member?.role === 'owner'
  return (
    <Framed view={view} title={text.title}>
      <Head title={text.title} lead={text.lead} back={{ href: '/settings', label: frameText[view.language].settings }}>
        {isOwner ? (
          <a class="button first" href="/settings/mailboxes/new">
            <Icon name="plus" /> {text.add}
          </a>
        ) : null}
      </Head>
      <Sheet flush>
        {mailboxes.length === 0 ? (
          <Empty icon="letters" title={text.emptyTitle}>
            <p>{text.emptyText}</p>
          </Empty>
        ) : (
          <ul class="rows">
            {mailboxes.map((mailbox) => (
              <li class="row plain">
                <div class="what stack tight">
                  <p class="title line">
                    {isOwner ? <a href={`/settings/mailboxes/${mailbox.id}`}>{mailbox.address}</a> : mailbox.address}
                    <StateBadge view={view} mailbox={mailbox} />
                  </p>
                  <Progress view={view} mailbox={mailbox} />
                </div>
              </li>
            ))}
          </ul>
        )}
      </Sheet>
    </Framed>
  )
}

function StateBadge({ view, mailbox }: { view: View; mailbox: MailboxProgress }) {
  const text = mailboxText[view.language]
  const isSilent = mailbox.state === 'refused' || mailbox.state === 'unreachable'
  const tone = isSilent ? 'wax' : mailbox.state === 'active' ? 'green' : undefined
  return (
    <Badge tone={tone} icon={isSilent ? 'warning' : undefined}>
      {text.states[mailbox.state] ?? mailbox.state}
    </Badge>
  )
}

function Progress({ view, mailbox }: { view: View; mailbox: MailboxProgress }) {
  const text = mailboxText[view.language]
  const isToBegin = mailbox.state === 'active' && mailbox.total === 0 && !mailbox.isComplete
  if (isToBegin) return <p class="soft small">{text.readingWaits}</p>
  const total = Math.max(mailbox.total, mailbox.read, 1)
  const share = percent(view, mailbox.read / total)
  return (
    <>
      <progress class="progress" max={total} value={mailbox.read} aria-label={mailbox.address}></progress>
      <p class="soft small">
        {text.readingOf(number(view, mailbox.read), number(view, mailbox.total))} ·{' '}
        {mailbox.isComplete ? text.complete : text.share(share)}
      </p>
    </>
  )
}

export interface Reading {
  mailboxes: MailboxProgress[]
  found: { clients: number; suggestions: number; threads: number }
}

export function ReadingPage({ view, reading }: { view: View; reading: Reading }) {
  const text = mailboxText[view.language]
  return (
    <Door view={view} title={text.readingTitle} broad>
      <Steps view={view} at={2} />
      <div class="stack wide">
        <Head title={text.readingTitle} lead={text.readingLead} />
        <ReadingProgress view={view} reading={reading} />
        <p class="line">
          <a class="button first" href="/">
            {text.goToday}
          </a>
          <a class="button" href="/suggestions">
            {text.goSuggestions}
          </a>
        </p>
      </div>
    </Door>
  )
}

/** Asks for itself anew until all is read. */
export function ReadingProgress({ view, reading }: { view: View; reading: Reading }) {
  const text = mailboxText[view.language]
  const { mailboxes, found } = reading
  const isDone = mailboxes.length > 0 && mailboxes.every((mailbox) => mailbox.isComplete)
  const again = isDone ? {} : { 'hx-get': '/first-run/reading', 'hx-trigger': 'every 2s', 'hx-swap': 'outerHTML' }
  return (
    <div class="stack" id="progress" {...again}>
      {mailboxes.map((mailbox) => (
        <div class="stack tight">
          <p class="strong line">
            {mailbox.address} <StateBadge view={view} mailbox={mailbox} />
          </p>
          <Progress view={view} mailbox={mailbox} />
          <Silence view={view} mailbox={mailbox} />
        </div>
      ))}
      {isDone ? <Note tone="green">{text.readingDone}</Note> : null}
      {mailboxes.length === 0 ? <p class="soft">{text.readingWaits}</p> : null}
      <h2>{text.found}</h2>
      <dl class="figures">
        <Figure label={frameText[view.language].clients}>{number(view, found.clients)}</Figure>
        <Figure label={frameText[view.language].suggestions}>{number(view, found.suggestions)}</Figure>
        <Figure label={frameText[view.language].threads}>{number(view, found.threads)}</Figure>
      </dl>
    </div>
  )
}

interface MailboxPageProps {
  view: View
  progress: MailboxProgress
  exceptions: FolderExceptions[]
  quarantine: QuarantinedLine[]
}

export function MailboxPage({ view, progress, exceptions, quarantine }: MailboxPageProps) {
  const text = mailboxText[view.language]
  const path = `/settings/mailboxes/${progress.id}`
  const isPaused = progress.state === 'paused'
  const isSilent = progress.state === 'refused' || progress.state === 'unreachable'
  return (
    <Framed view={view} title={progress.address}>
      <Head
        title={<Address address={progress.address} />}
        lead={<StateBadge view={view} mailbox={progress} />}
        back={{ href: '/settings/mailboxes', label: text.title }}
      >
        <Act
          view={view}
          action={isPaused ? `${path}/resumption` : `${path}/pause`}
          label={isPaused ? text.resume : text.pause}
          class="button"
        />
      </Head>
      {isSilent ? (
        <Note tone="wax">
          <Silence view={view} mailbox={progress} />
        </Note>
      ) : null}
      <Progress view={view} mailbox={progress} />
      <FolderAccounts view={view} progress={progress} exceptions={exceptions} path={path} />
      {quarantine.length > 0 ? <Quarantine view={view} lines={quarantine} path={path} /> : null}
      <Sheet title={text.changePassword} id="password">
        <Form view={view} action={`${path}/password`}>
          <TextField
            label={text.newPassword}
            name="password"
            type="password"
            hint={text.passwordHint}
            autocomplete="off"
            required
          />
          <button class="button">{text.changePassword}</button>
        </Form>
      </Sheet>
    </Framed>
  )
}

function FolderAccounts({ view, progress, exceptions, path }: Omit<MailboxPageProps, 'quarantine'> & { path: string }) {
  const text = mailboxText[view.language]
  const byPath = new Map(exceptions.map((one) => [one.path, one]))
  return (
    <Sheet
      title={text.account}
      id="account"
      aside={text.accountAside}
      flush
      footer={
        <div class="line apart">
          <span class="soft">{text.reconcileHint}</span>
          <Act view={view} action={`${path}/reconciliation`} label={text.reconcile} icon="shield" />
        </div>
      }
    >
      {progress.folders.length > 0 ? (
        <table class="list cards">
          <thead>
            <tr>
              <th scope="col">{text.folder}</th>
              <th scope="col">{text.folderState}</th>
              <th scope="col" class="n">
                {text.onServer}
              </th>
              <th scope="col" class="n">
                {text.settled}
              </th>
              <th scope="col">{text.skipped}</th>
              <th scope="col" class="n">
                {text.quarantined}
              </th>
            </tr>
          </thead>
          <tbody>
            {progress.folders.map((folder) => (
              <FolderRow view={view} folder={folder} exceptions={byPath.get(folder.path)} />
            ))}
          </tbody>
        </table>
      ) : null}
    </Sheet>
  )
}

function FolderRow({ view, folder, exceptions }: FolderRowProps) {
  const text = mailboxText[view.language]
  const trouble = folder.goneAt ? text.gone : folder.parkedReason ? text.parked : null
  const why = folder.goneAt ? undefined : text.parkedReasons[folder.parkedReason ?? '']
  const skipped = exceptions?.skipped ?? []
  return (
    <tr>
      <td class="strong">{folder.path}</td>
      <td>
        {trouble ? <Badge tone="wax">{trouble}</Badge> : text.readings[folder.reading]}
        {why ? <p class="soft small">{why}</p> : null}
      </td>
      <td class="n" data-label={text.onServer}>
        {folder.total === null ? '' : number(view, folder.total)}
      </td>
      <td class="n" data-label={text.settled}>
        {folder.reading === 'skipped' ? '' : number(view, folder.read)}
      </td>
      <td data-label={skipped.length > 0 ? text.skipped : undefined} class="wide">
        {skipped.map(({ rule, count }) => `${number(view, count)} ${text.rules[rule] ?? rule}`).join(', ')}
      </td>
      <td class="n" data-label={text.quarantined}>
        {exceptions && exceptions.quarantined > 0 ? number(view, exceptions.quarantined) : ''}
      </td>
    </tr>
  )
}

interface FolderRowProps {
  view: View
  folder: MailboxProgress['folders'][number]
  exceptions: FolderExceptions | undefined
}

function Quarantine({ view, lines, path }: { view: View; lines: QuarantinedLine[]; path: string }) {
  const text = mailboxText[view.language]
  return (
    <Sheet
      title={text.quarantine}
      id="quarantine"
      aside={text.quarantineLead}
      flush
      footer={<Act view={view} action={`${path}/second-reading`} label={text.retry} icon="undo" />}
    >
      <ul class="rows">
        {lines.map((line) => (
          <li class="row plain">
            <div class="what">
              <p class="title">{text.quarantineReasons[line.reason] ?? line.reason}</p>
              <p class="meta">
                <span>
                  {line.path}, UID {String(line.uid)}
                </span>
                {line.size === null ? null : <span>{bytes(view, line.size)}</span>}
                <Near view={view} at={line.at} />
              </p>
              <Technical view={view} detail={line.detail} />
            </div>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}
