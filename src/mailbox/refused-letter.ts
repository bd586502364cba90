import type { Temporal } from 'temporal-polyfill'
import { queueMail } from '#src/delivery/outgoing-store.ts'
import type { Db } from '#src/platform/database/database.ts'
import { catalogue } from '#src/platform/i18n.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { listMembers } from '#src/team/store.ts'
import { findMailboxes, type Mailbox } from './mailbox-store.ts'

const words = catalogue(
  {
    subject: (address: string) => `La boîte ${address} n’est plus lue\u00a0: mot de passe refusé`,
    text: (address: string, host: string) =>
      `Le serveur ${host} a refusé trois fois le mot de passe de ${address}. Pour ne pas faire bloquer le compte, Maillon n’essaie plus\u00a0: les nouveaux messages de cette boîte n’arrivent plus sur les fiches.\n\nDonnez le nouveau mot de passe dans Réglages, Boîtes. La lecture reprend d’elle-même, là où elle s’est arrêtée, et rien n’est perdu.\n`
  },
  {
    subject: (address) => `The mailbox ${address} is no longer read: password refused`,
    text: (address, host) =>
      `The server ${host} refused the password of ${address} three times. Not to have the account blocked, Maillon stopped trying: new mails of this mailbox no longer reach the records.\n\nGive the new password under Settings, Mailboxes. Reading goes on by itself from where it stopped, and nothing is lost.\n`
  }
)

/**
 * Tells the owners by mail that a login is refused for good (SEMANTICS A10), at most once a day for each mailbox. It goes
 * out by another mailbox where there is one: this one's server may well refuse it too.
 */
export async function tellOfRefusal(db: Db, mailbox: Mailbox, now: Temporal.Instant): Promise<void> {
  const sender = await senderBeside(db, mailbox)
  if (!sender) return
  const settings = await readSettings(db)
  const day = now.toZonedDateTimeISO(settings['firm.zone']).toPlainDate().toString()
  const owners = (await listMembers(db)).filter(({ role }) => role === 'owner')
  for (const { id, name, email, language } of owners) {
    const say = words[language ?? settings['firm.language']]
    await queueMail(db, {
      purpose: 'alert',
      key: `login-refused ${mailbox.id} ${id} ${day}`,
      mailbox: sender,
      to: { name, address: email },
      subject: say.subject(mailbox.address),
      text: say.text(mailbox.address, mailbox.imapHost),
      automatic: true,
      by: 'mailbox'
    })
  }
}

async function senderBeside(db: Db, refused: Mailbox): Promise<Mailbox | undefined> {
  const able = (await findMailboxes(db)).filter(({ smtpHost, state }) => smtpHost !== null && state !== 'paused')
  return able.find(({ id, state }) => id !== refused.id && state === 'active') ?? able[0]
}
