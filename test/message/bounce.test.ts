import { expect, test } from 'vitest'
import type { BounceRecipient } from '#src/message/mail.ts'
import { mailOf, multipart, understood } from './mails.ts'

const DAEMON = 'MAILER-DAEMON@mx.boutique.example (Mail Delivery System)'
const ORIGINAL =
  'From: contact@boutique.example\nTo: Ana <ana@client.example>\nSubject: Votre devis\nMessage-ID: <devis@boutique.example>'

/** What a server said of one recipient, as Postfix passes it on, and what it means. */
const REFUSALS: [string, string, boolean][] = [
  // Orange and Wanadoo
  [
    '550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR_416 [416] (in reply to RCPT TO command)',
    'user-unknown',
    true
  ],
  [
    '552 5.1.1 Boite du destinataire pleine. Recipient overquota. OFR_417 [417] (in reply to RCPT TO command)',
    'mailbox-full',
    false
  ],
  ['550 5.2.0 Mail rejete. Mail rejected. ofr_506 [506] (in reply to end of DATA command)', 'spam', false],
  [
    '421 smtp.orange.example Trop de connexions, veuillez verifier votre configuration. Too many connections, slow down. OFR005_104 [104]',
    'rate-limited',
    false
  ],
  // La Poste
  [
    '550 5.5.0 Boite du destinataire archivee. Archived recipient. LPN007_420 (in reply to RCPT TO command)',
    'suspended',
    false
  ],
  [
    '550 5.7.1 Service unavailable; client [192.0.2.1] blocked using Spamhaus. LPNAAA_101 (in reply to RCPT TO command)',
    'blocked',
    false
  ],
  // Free
  [
    '550 5.1.1 <ana@client.example>: Recipient address rejected: User unknown in virtual mailbox table (in reply to RCPT TO command)',
    'user-unknown',
    true
  ],
  ['550 5.2.1 This mailbox has been blocked due to inactivity (in reply to RCPT TO command)', 'suspended', false],
  ['550 spam detected (in reply to end of DATA command)', 'spam', false],
  // SFR, OVH, Gandi and others on Postfix and Dovecot
  [
    '552 5.2.2 <ana@client.example>: Recipient address rejected: Mailbox quota exceeded (in reply to RCPT TO command)',
    'mailbox-full',
    false
  ],
  [
    '550 5.1.1 <ana@client.example>: Email address could not be found, or was misspelled (in reply to RCPT TO command)',
    'user-unknown',
    true
  ],
  // Microsoft
  [
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ana@client.example not found by SMTP address lookup',
    'user-unknown',
    true
  ],
  [
    '550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [x.prod.protection.outlook.com] (in reply to RCPT TO command)',
    'user-unknown',
    true
  ],
  [
    '550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302). (in reply to RCPT TO command)',
    'user-unknown',
    true
  ],
  [
    "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3150).",
    'blocked',
    false
  ],
  [
    '451 4.7.650 The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation. (S775)',
    'bad-reputation',
    false
  ],
  // Google
  [
    "550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 double-checking the recipient's email address for typos (in reply to RCPT TO command)",
    'user-unknown',
    true
  ],
  [
    '552-5.2.2 The email account that you tried to reach is over quota. (in reply to RCPT TO command)',
    'mailbox-full',
    false
  ],
  [
    '550 5.2.1 The email account that you tried to reach is disabled. (in reply to RCPT TO command)',
    'suspended',
    false
  ],
  [
    "550-5.7.26 Unauthenticated email from boutique.example is not accepted due to domain's DMARC policy. (in reply to end of DATA command)",
    'authentication',
    false
  ],
  // Yahoo
  [
    "554 delivery error: dd This user doesn't have a yahoo.fr account (ana@client.example) [0] (in reply to end of DATA command)",
    'user-unknown',
    true
  ],
  [
    '554 Message not allowed - [PH01] Email not accepted for policy reasons. (in reply to end of DATA command)',
    'policy',
    false
  ],
  // Any
  [
    '450 4.2.0 <ana@client.example>: Recipient address rejected: Greylisted, try again in 300 seconds',
    'rate-limited',
    false
  ],
  ['550 User unknown (in reply to end of DATA command)', 'filtered', false],
  [
    '553 5.1.8 <contact@boutique.example>: Sender address rejected: Domain not found (in reply to MAIL FROM command)',
    'sender-rejected',
    false
  ],
  ['550 5.1.6 <ana@client.example> has moved to ana@new.example (in reply to RCPT TO command)', 'moved', true],
  ['556 5.1.10 Recipient address has null MX', 'host-refuses-mail', true]
]

test.each(REFUSALS)('%s', (reply, reason, hard) => {
  const [recipient] = recipientsOf(postfixReport(reply))
  expect(recipient).toMatchObject({ address: 'ana@client.example', reason, hard })
})

test('a report in machine-readable form gives recipient, status and the mail it is about', () => {
  expect(understood(postfixReport('550 5.1.1 User unknown (in reply to RCPT TO command)'))).toMatchObject({
    kind: 'delivery-report',
    bounce: {
      action: 'failed',
      originalMessageId: 'devis@boutique.example',
      recipients: [{ address: 'ana@client.example', status: '5.1.1', hard: true, reason: 'user-unknown' }]
    }
  })
})

test('Exim says it in prose, one recipient after the other', () => {
  const report = mailOf(
    {
      From: 'Mail Delivery System <Mailer-Daemon@cpanel.example>',
      Subject: 'Mail delivery failed: returning message to sender'
    },
    `This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  ana@client.example\n    host mx.client.example [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<ana@client.example>:\n    550 No Such User Here\n  luc@client.example\n    host mx.client.example [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<luc@client.example>:\n    552 5.2.2 Mailbox full\n\n------ This is a copy of the message, including all the headers. ------\n\nReturn-path: <contact@boutique.example>\n${ORIGINAL}\n\nBonjour`
  )
  expect(recipientsOf(report)).toEqual([
    { address: 'ana@client.example', status: null, hard: true, reason: 'user-unknown' },
    { address: 'luc@client.example', status: '5.2.2', hard: false, reason: 'mailbox-full' }
  ])
  expect(understood(report).bounce?.originalMessageId).toBe('devis@boutique.example')
})

test('qmail says it in prose', () => {
  const report = mailOf(
    { From: 'MAILER-DAEMON@mx.example', Subject: 'failure notice' },
    `Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<ana@client.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <contact@boutique.example>\n${ORIGINAL}\n\nBonjour`
  )
  expect(recipientsOf(report)).toEqual([
    { address: 'ana@client.example', status: '5.1.1', hard: true, reason: 'user-unknown' }
  ])
})

test('Microsoft 365 says it in French', () => {
  const report = mailOf(
    {
      From: 'Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@client.example>',
      Subject: 'Non remis : Votre devis',
      'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b'
    },
    multipart('b', [
      'Content-Type: text/plain; charset=utf-8\n\nÉchec de la remise à ces destinataires ou groupes :\n\nana@client.example\nL’adresse de messagerie que vous avez entrée est introuvable.',
      'Content-Type: message/delivery-status\n\nReporting-MTA: dns;x.outlook.example\n\nFinal-recipient: RFC822;ana@client.example\nAction: failed\nStatus: 5.1.10\nDiagnostic-code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
      `Content-Type: message/rfc822\n\n${ORIGINAL}\n\nBonjour`
    ])
  )
  expect(recipientsOf(report)).toEqual([
    { address: 'ana@client.example', status: '5.1.10', hard: true, reason: 'user-unknown' }
  ])
})

test('Gmail says it in French', () => {
  const report = mailOf(
    {
      From: 'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
      Subject: 'Delivery Status Notification (Failure)',
      'X-Failed-Recipients': 'ana@client.example'
    },
    "** Adresse introuvable **\n\nVotre message n'a pas été remis à ana@client.example, car l'adresse est introuvable ou ne peut pas recevoir de messages."
  )
  expect(recipientsOf(report)).toEqual([
    { address: 'ana@client.example', status: null, hard: true, reason: 'user-unknown' }
  ])
})

test('Notes says it in prose', () => {
  const report = mailOf(
    {
      From: 'Postmaster <postmaster@notes.example>',
      Subject: 'DELIVERY FAILURE: User ana (ana@client.example) not listed in Domino Directory'
    },
    'Your message\n\n  Subject: Votre devis\n\nwas not delivered to:\n\n  ana@client.example\n\nbecause:\n\n  User ana (ana@client.example) not listed in Domino Directory\n'
  )
  expect(recipientsOf(report)).toMatchObject([{ address: 'ana@client.example', hard: true, reason: 'user-unknown' }])
})

test('a notice of delay is no failure', () => {
  const report = mailOf(
    {
      From: DAEMON,
      Subject: 'Delayed Mail (still being retried)',
      'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b'
    },
    multipart('b', [
      '\n# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\n\n<ana@client.example>: connect to mx.client.example: Connection timed out',
      'Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; ana@client.example\nAction: delayed\nStatus: 4.4.1\nDiagnostic-Code: X-Postfix; connect to mx.client.example: Connection timed out'
    ])
  )
  expect(understood(report).bounce).toMatchObject({
    action: 'delayed',
    recipients: [{ hard: false, reason: 'expired', status: '4.4.1' }]
  })
})

test('a success report is told as delivered', () => {
  const report = mailOf(
    {
      From: DAEMON,
      Subject: 'Successful Mail Delivery Report',
      'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b'
    },
    multipart('b', [
      '\nYour message was successfully delivered to the destination(s) listed below.',
      'Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; ana@client.example\nAction: delivered\nStatus: 2.1.5'
    ])
  )
  expect(understood(report).bounce).toMatchObject({
    action: 'delivered',
    recipients: [{ address: 'ana@client.example', hard: false, reason: 'delivered' }]
  })
})

test('where an alias led elsewhere, the address we wrote to is the one that counts', () => {
  const status =
    'Final-Recipient: rfc822; ana@elsewhere.example\nOriginal-Recipient: rfc822;ana@client.example\nAction: failed\nStatus: 5.2.2'
  expect(recipientsOf(statusReport(status))).toMatchObject([{ address: 'ana@client.example', reason: 'mailbox-full' }])
})

test('several recipients keep their own reasons', () => {
  const status =
    'Final-Recipient: rfc822; ana@client.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n\nFinal-Recipient: rfc822; luc@client.example\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 Mailbox\n full'
  expect(recipientsOf(statusReport(status))).toMatchObject([
    { address: 'ana@client.example', hard: true },
    { address: 'luc@client.example', hard: false, reason: 'mailbox-full' }
  ])
})

test('a notification of Amazon SES is a report, whoever else writes such JSON', () => {
  const json = JSON.stringify({
    notificationType: 'Bounce',
    bounce: {
      bounceType: 'Permanent',
      bouncedRecipients: [
        { emailAddress: 'Ana@client.example', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' }
      ]
    },
    mail: { commonHeaders: { messageId: '<devis@boutique.example>' } }
  })
  expect(understood(mailOf({ From: 'no-reply@sns.amazonaws.com' }, json)).bounce).toEqual({
    action: 'failed',
    originalMessageId: 'devis@boutique.example',
    recipients: [{ address: 'ana@client.example', status: '5.1.1', hard: true, reason: 'user-unknown' }]
  })
  expect(understood(mailOf({ From: 'mallory@attacker.example' }, json)).kind).toBe('human')
})

function postfixReport(reply: string): string {
  const status = `Final-Recipient: rfc822; ana@client.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; ${reply.replace(/ \(in reply.*/, '')}`
  const prose = `This is the mail system at host mx.boutique.example.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients.\n\n<ana@client.example>: host mx.client.example[192.0.2.1] said: ${reply}`
  return statusReport(status, prose)
}

function statusReport(status: string, prose = ''): string {
  return mailOf(
    {
      From: DAEMON,
      Subject: 'Undelivered Mail Returned to Sender',
      'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b'
    },
    multipart('b', [
      `Content-Type: text/plain\n\n${prose}`,
      `Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.boutique.example\n\n${status}\n`,
      `Content-Type: message/rfc822\n\n${ORIGINAL}\n\nBonjour`
    ])
  )
}

function recipientsOf(raw: string): BounceRecipient[] {
  return understood(raw).bounce?.recipients ?? []
}
