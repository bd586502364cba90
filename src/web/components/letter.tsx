import { bytes } from '#src/web/format.ts'
import type { ConversationMail } from '#src/web/reading/conversation-store.ts'
import { threadText } from '#src/web/text/thread.ts'
import type { View } from '#src/web/view.ts'
import { Icon } from './icon.tsx'
import { Prose } from './prose.tsx'
import { Badge, Face } from './sheet.tsx'
import { Near } from './time.tsx'

/** One mail of a conversation: what is new in it, with the rest folded away. */
export function Letter({ view, mail, thread, isLast, arePicturesShown }: LetterProps) {
  const text = threadText[view.language]
  const name = mail.fromName || mail.fromAddress
  const isOurs = mail.direction !== 'in'
  const kind = text.kinds[mail.kind]
  const side = mail.kind === 'human' ? (isOurs ? 'letter ours' : 'letter') : 'letter machine'
  return (
    <article class={side} id={`mail-${mail.id}`} aria-label={name}>
      <header>
        <Face name={name} />
        <div>
          <p class="line apart">
            <span class="strong">{name}</span>
            <span class="soft small">
              <Near view={view} at={mail.sentAt} />
            </span>
          </p>
          <p class="soft small">
            {mail.to.length > 0 ? `${text.to} ${mail.to.join(', ')} ` : ''}
            {kind ? <Badge>{kind}</Badge> : null}
          </p>
        </div>
      </header>
      <div class="body stack tight">
        <Prose text={mail.replyText || mail.text} />
        <Quoted view={view} mail={mail} />
        {mail.signature ? (
          <details class="fold">
            <summary>{text.signature}</summary>
            <Prose text={mail.signature} />
          </details>
        ) : null}
        {mail.hasHtml ? (
          <LaidOut {...{ view, mail, thread, name, arePicturesShown }} isOpen={arePicturesShown && isLast} />
        ) : null}
        {mail.attachments.length > 0 ? <Attachments view={view} mail={mail} /> : null}
      </div>
    </article>
  )
}

interface LetterProps {
  view: View
  mail: ConversationMail
  thread: string
  isLast: boolean
  arePicturesShown: boolean
}

/** What the mail quotes: the whole text less its new beginning and its signature. */
function Quoted({ view, mail }: { view: View; mail: ConversationMail }) {
  const own = mail.replyText.trim()
  const rest = own !== '' && mail.text.startsWith(own) ? mail.text.slice(own.length) : mail.text
  const quoted = mail.signature === '' ? rest.trim() : rest.replace(mail.signature, '').trim()
  const isWholeMail = own === '' || own === mail.text.trim()
  if (isWholeMail || quoted === '') return null
  return (
    <details class="fold">
      <summary>{threadText[view.language].quoted}</summary>
      <Prose text={quoted} />
    </details>
  )
}

/** The frame is loaded when it is opened, not before; it can neither run nor fetch anything (pages/mail-frame.ts). */
function LaidOut({ view, mail, thread, name, arePicturesShown, isOpen }: LaidOutProps) {
  const text = threadText[view.language]
  const frame = `/mails/${mail.id}/frame${arePicturesShown ? '?pictures=shown' : ''}`
  const toggle = `/threads/${thread}${arePicturesShown ? '' : '?pictures=shown'}#mail-${mail.id}`
  return (
    <details class="opens" open={isOpen}>
      <summary class="small">{text.asSent}</summary>
      <iframe
        src={frame}
        title={text.asSentTitle(name)}
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        referrerpolicy="no-referrer"
        loading="lazy"
      ></iframe>
      <p class="soft small">
        {arePicturesShown ? null : text.picturesBlocked}{' '}
        <a href={toggle}>{arePicturesShown ? text.picturesHide : text.picturesShow}</a>
      </p>
    </details>
  )
}

interface LaidOutProps extends Omit<LetterProps, 'isLast'> {
  name: string
  isOpen: boolean
}

function Attachments({ view, mail }: { view: View; mail: ConversationMail }) {
  const text = threadText[view.language]
  return (
    <ul class="line small" aria-label={text.attachments}>
      {mail.attachments.map((attachment) => (
        <li>
          <a class="badge" title={text.onServer} href={`/mails/${mail.id}/attachments/${attachment.part}`} download>
            <Icon name="clip" /> {attachment.name || attachment.type} · {bytes(view, attachment.size)}
          </a>
        </li>
      ))}
    </ul>
  )
}
