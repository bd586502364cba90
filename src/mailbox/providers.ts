/** Where a provider's mailboxes are read and sent from. */
export interface ServerSettings {
  imap: { host: string; port: number; tls: 'implicit' | 'starttls' }
  smtp: { host: string; port: number; tls: 'implicit' | 'starttls' }
  /** What the person should know before giving a password. */
  advice?: string
}

const APP_PASSWORD =
  'This provider refuses the ordinary password: make an application password in its security settings, or use OAuth2.'

const GOOGLE = settings('imap.gmail.com', 'smtp.gmail.com', { advice: APP_PASSWORD })
const MICROSOFT = settings('outlook.office365.com', 'smtp-mail.outlook.com', {
  smtpPort: 587,
  advice: 'Microsoft accepts no password here any more: give OAuth2 tokens with --oauth-file.'
})
const MICROSOFT_365 = { ...MICROSOFT, smtp: { host: 'smtp.office365.com', port: 587, tls: 'starttls' as const } }
const YAHOO = settings('imap.mail.yahoo.com', 'smtp.mail.yahoo.com', { advice: APP_PASSWORD })
const APPLE = settings('imap.mail.me.com', 'smtp.mail.me.com', { smtpPort: 587, advice: APP_PASSWORD })
const ORANGE = settings('imap.orange.fr', 'smtp.orange.fr')
const SFR = settings('imap.sfr.fr', 'smtp.sfr.fr')
const BELL = settings('imap.bell.net', 'smtphm.sympatico.ca', { smtpPort: 587 })

/** By the domain of the address: the usual providers of France and Québec, as their own help pages state them. */
const BY_DOMAIN: Record<string, ServerSettings> = {
  'gmail.com': GOOGLE,
  'googlemail.com': GOOGLE,
  'outlook.com': MICROSOFT,
  'outlook.fr': MICROSOFT,
  'hotmail.com': MICROSOFT,
  'hotmail.fr': MICROSOFT,
  'hotmail.ca': MICROSOFT,
  'live.com': MICROSOFT,
  'live.fr': MICROSOFT,
  'live.ca': MICROSOFT,
  'msn.com': MICROSOFT,
  'yahoo.com': YAHOO,
  'yahoo.fr': YAHOO,
  'yahoo.ca': YAHOO,
  'ymail.com': YAHOO,
  'icloud.com': APPLE,
  'me.com': APPLE,
  'mac.com': APPLE,
  'orange.fr': ORANGE,
  'wanadoo.fr': ORANGE,
  'free.fr': settings('imap.free.fr', 'smtp.free.fr'),
  'sfr.fr': SFR,
  'neuf.fr': SFR,
  'cegetel.net': SFR,
  'club-internet.fr': SFR,
  'bbox.fr': settings('imap.bbox.fr', 'smtp.bbox.fr', { smtpPort: 587 }),
  'laposte.net': settings('imap.laposte.net', 'smtp.laposte.net'),
  'gmx.fr': settings('imap.gmx.com', 'mail.gmx.com'),
  'gmx.com': settings('imap.gmx.com', 'mail.gmx.com'),
  'mailo.com': settings('mail.mailo.com', 'mail.mailo.com'),
  'videotron.ca': settings('imap.videotron.ca', 'smtp.videotron.ca'),
  'bell.net': BELL,
  'sympatico.ca': BELL,
  'fastmail.com': settings('imap.fastmail.com', 'smtp.fastmail.com', { advice: APP_PASSWORD })
}

/** By the host that receives the domain's mail: firms with a domain of their own at one of these. */
const BY_MAIL_EXCHANGER: [string, ServerSettings][] = [
  ['google.com', GOOGLE],
  ['googlemail.com', GOOGLE],
  ['outlook.com', MICROSOFT_365],
  ['ovh.net', settings('ssl0.ovh.net', 'ssl0.ovh.net')],
  ['ovh.ca', settings('ssl0.ovh.ca', 'ssl0.ovh.ca')],
  ['gandi.net', settings('mail.gandi.net', 'mail.gandi.net')],
  ['infomaniak.ch', settings('mail.infomaniak.com', 'mail.infomaniak.com')],
  ['ionos.fr', settings('imap.ionos.fr', 'smtp.ionos.fr')],
  ['ionos.com', settings('imap.ionos.com', 'smtp.ionos.com')],
  ['messagingengine.com', settings('imap.fastmail.com', 'smtp.fastmail.com', { advice: APP_PASSWORD })],
  ['zoho.com', settings('imap.zoho.com', 'smtp.zoho.com')],
  ['zoho.eu', settings('imap.zoho.eu', 'smtp.zoho.eu')],
  ['mail.protection.outlook.com', MICROSOFT_365]
]

/** Settings of the provider that owns this domain, or null. */
export function providerOfDomain(domain: string): ServerSettings | null {
  return Object.hasOwn(BY_DOMAIN, domain) ? (BY_DOMAIN[domain] ?? null) : null
}

/** Settings of the provider whose host receives the mail, or null. */
export function providerOfExchanger(host: string): ServerSettings | null {
  const name = host.toLowerCase().replace(/\.$/, '')
  return BY_MAIL_EXCHANGER.find(([end]) => name === end || name.endsWith(`.${end}`))?.[1] ?? null
}

function settings(
  imapHost: string,
  smtpHost: string,
  more: { smtpPort?: 465 | 587; advice?: string } = {}
): ServerSettings {
  const smtpPort = more.smtpPort ?? 465
  return {
    imap: { host: imapHost, port: 993, tls: 'implicit' },
    smtp: { host: smtpHost, port: smtpPort, tls: smtpPort === 465 ? 'implicit' : 'starttls' },
    ...(more.advice === undefined ? {} : { advice: more.advice })
  }
}
