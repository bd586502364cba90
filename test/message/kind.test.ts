import { expect, test } from 'vitest'
import { mailOf, multipart, understood } from './mails.ts'

/** Mails by people that talk about bounces, absences and deliveries: a false verdict would lose a client's words. */
const HUMAN: Record<string, string> = {
  'a client tells of a bounce': mailOf(
    { Subject: 'Undelivered Mail Returned to Sender ?', 'Message-ID': '<a@client.example>' },
    "Bonjour,\n\nMon dernier mail m'est revenu : « 550 5.1.1 User unknown », il n'a pas pu être remis à\nvente@boutique.example. Est-ce la bonne adresse ?\n\nAna"
  ),
  'a colleague forwards a bounce inline': mailOf(
    { From: 'Luc <luc@boutique.example>', Subject: 'TR: Undelivered Mail Returned to Sender' },
    'Tu as sa nouvelle adresse ?\n\n-------- Message transféré --------\nDe : MAILER-DAEMON@mx.client.example\n\n<ana@client.example>: host mx.client.example said: 550 5.1.1 User unknown\n\nFinal-Recipient: rfc822; ana@client.example\nAction: failed\nStatus: 5.1.1'
  ),
  'a colleague forwards a bounce as attachment': mailOf(
    {
      From: 'Luc <luc@boutique.example>',
      Subject: 'Fwd: failure notice',
      'Content-Type': 'multipart/mixed; boundary=b'
    },
    multipart('b', [
      'Content-Type: text/plain\n\nTu as sa nouvelle adresse ?',
      'Content-Type: message/rfc822\n\nFrom: MAILER-DAEMON@mx.client.example\nSubject: failure notice\nContent-Type: multipart/report; report-type=delivery-status; boundary=c\n\n' +
        multipart('c', [
          '\nSorry.',
          'Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; ana@client.example\nAction: failed\nStatus: 5.1.1'
        ])
    ])
  ),
  'a mail program repeats the status part in an inline forward': mailOf(
    {
      From: 'Luc <luc@boutique.example>',
      Subject: 'Fwd: Undeliverable',
      'Content-Type': 'multipart/mixed; boundary=b'
    },
    multipart('b', [
      'Content-Type: text/plain\n\nregarde',
      'Content-Type: message/delivery-status; name=details.txt\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; ana@client.example\nAction: failed\nStatus: 5.1.1'
    ])
  ),
  'a mail program repeats a receipt in an inline forward': mailOf(
    { From: 'Luc <luc@boutique.example>', Subject: 'Fwd: Lu : devis', 'Content-Type': 'multipart/mixed; boundary=b' },
    multipart('b', ['\nelle l’a lu', 'Content-Type: message/disposition-notification\n\nOriginal-Message-ID: <a@x>'])
  ),
  'a complaint is passed on': mailOf(
    { From: 'Luc <luc@boutique.example>', Subject: 'TR: abuse', 'Content-Type': 'multipart/mixed; boundary=b' },
    multipart('b', ['\nvois ceci', 'Content-Type: message/feedback-report\n\nFeedback-Type: abuse'])
  ),
  'a postmaster writes': mailOf(
    { From: 'Jean Morel <postmaster@client.example>', Subject: 'Problème de réception de vos mails' },
    "Bonjour,\n\nVos mails n'arrivent plus : votre adresse IP est sur une liste noire.\nPouvez-vous regarder ?\n\nJean Morel, service informatique"
  ),
  'a postmaster answers a bounce': mailOf(
    { From: 'Jean Morel <postmaster@client.example>', Subject: 'Re: Undelivered Mail Returned to Sender' },
    "C'est réparé.\n\n> <ana@client.example>: host mx.client.example said: 550 5.1.1 User unknown\n> could not be delivered"
  ),
  'a client complains of a delivery': mailOf(
    { Subject: 'Delivery failure of my order 2026-113' },
    'Hello,\n\nthe parcel could not be delivered, the carrier says the address is unknown. Can you send it again?\n\nJohn'
  ),
  'a client announces an absence': mailOf(
    { Subject: 'Absence du 3 au 12 août' },
    'Bonjour,\n\nje serai absente du 3 au 12 août, de retour le 13. Pouvez-vous livrer avant ?\n\nAna'
  ),
  'a client is out of the office': mailOf(
    { Subject: 'Out of office next week' },
    'Hi,\n\nI am out of the office until Monday, so please call my colleague.\n\nJohn'
  ),
  'a client on holiday answers': mailOf(
    { Subject: 'Re: Votre devis', 'In-Reply-To': '<q@boutique.example>', 'X-Auto-Response-Suppress': 'All' },
    'Bonjour,\n\nje suis en congés jusqu’au 12 août et vous réponds à mon retour.\n\nAna'
  ),
  'a subject begins with "Auto :"': mailOf(
    { Subject: 'Auto : devis pour des housses' },
    'Bonjour, quel prix pour quatre housses ?'
  ),
  'a supplier acknowledges an order': mailOf(
    { From: 'Service commandes <commandes@fournisseur.example>', Subject: 'Accusé de réception de votre commande' },
    'Bonjour,\n\nnous accusons réception de votre commande et la préparons.\n\nSophie'
  ),
  'iCloud filed the mail by a rule': mailOf(
    { Subject: 'Bonjour', 'X-Apple-Action': 'MOVE_TO_FOLDER/INBOX', 'Auto-Submitted': 'no' },
    'Bonjour, avez-vous reçu les lampes ?'
  ),
  'a rule of Exchange passed the mail on': mailOf(
    { Subject: 'Absence de réponse', 'X-MS-Exchange-Inbox-Rules-Loop': 'ana@client.example' },
    'Bonjour, je reste dans l’attente de votre réponse. Êtes-vous absents ?'
  ),
  'a form on the web site passes a visitor on': mailOf(
    { From: 'Site <noreply@boutique.example>', 'Reply-To': 'ana@client.example', Subject: 'Formulaire de contact' },
    'Je cherche une lampe.'
  ),
  'a receipt is asked for': mailOf({ Subject: 'Lu ?', 'Disposition-Notification-To': 'ana@client.example' }, 'Bonjour')
}

test.each(Object.entries(HUMAN))('a person wrote it: %s', (_, raw) => {
  expect(understood(raw)).toMatchObject({ kind: 'human', bounce: null, complaint: null, automatic: null })
})

const OTHERS: [string, string, string][] = [
  [
    'bulk',
    'a newsletter',
    mailOf(
      { 'List-Unsubscribe': '<https://news.example/u>', 'List-Id': '<news.shop.example>', 'Feedback-ID': 'x' },
      'Soldes'
    )
  ],
  [
    'bulk',
    'a carrier that takes no answers',
    mailOf(
      { From: 'Chrono <ne-pas-repondre@chrono.example>', Subject: 'Delivery failed' },
      "Votre colis n'a pas pu être livré à l'adresse indiquée."
    )
  ],
  ['bulk', 'Precedence: bulk', mailOf({ Precedence: 'bulk' }, 'Bonjour à tous')],
  [
    'list',
    'a list of people',
    mailOf(
      { 'List-Id': 'Amis <amis.lists.example>', 'List-Post': '<mailto:amis@lists.example>', Precedence: 'list' },
      'Qui connaît un bon lampiste ?'
    )
  ],
  [
    'list',
    'a list on which a bounce is discussed',
    mailOf(
      { 'List-Post': '<mailto:postfix@lists.example>', Subject: 'Undelivered Mail Returned to Sender' },
      '<a@b.example>: host said: 550 User unknown\ncould not be delivered'
    )
  ],
  [
    'list',
    'Google Groups',
    mailOf(
      { 'List-Id': '<g.googlegroups.com>', 'X-Google-Group-Id': '12', 'List-Unsubscribe': '<mailto:x@y>' },
      'Bonjour'
    )
  ],
  [
    'automatic',
    'a shop system',
    mailOf({ 'Auto-Submitted': 'auto-generated', 'List-Unsubscribe': '<mailto:x@y>' }, 'Votre commande est expédiée')
  ],
  [
    'automatic',
    'an answering program',
    mailOf({ Precedence: 'auto_reply', Subject: 'Re: Bonjour' }, 'Merci, nous vous répondrons.')
  ],
  [
    'automatic',
    'a read receipt',
    mailOf(
      { 'Content-Type': 'multipart/report; report-type=disposition-notification; boundary=b' },
      multipart('b', [
        '\nLu',
        'Content-Type: message/disposition-notification\n\nOriginal-Message-ID: <sent@boutique.example>\nDisposition: manual-action/MDN-sent-manually; displayed'
      ])
    )
  ]
]

test.each(OTHERS)('%s: %s', (kind, _, raw) => {
  const mail = understood(raw)
  expect(mail.kind).toBe(kind)
  expect(mail.evidence.length).toBeGreaterThan(0)
})

test('a read receipt names the mail it is about', () => {
  const receipt = OTHERS.find(([, name]) => name === 'a read receipt')?.[2] ?? ''
  expect(understood(receipt).inReplyTo).toEqual(['sent@boutique.example'])
})

test('a list tells its id, whatever the kind', () => {
  expect(understood(mailOf({ 'List-Id': 'Amis <Amis.Lists.example>' }, 'x')).list).toEqual({ id: 'amis.lists.example' })
})

test('a complaint tells of what kind it is, who complains and of which mail', () => {
  const report = mailOf(
    {
      From: 'fbl@provider.example',
      Subject: 'Fw: Soldes',
      'Content-Type': 'multipart/report; report-type=feedback-report; boundary=b'
    },
    multipart('b', [
      '\nThis is an abuse report.',
      'Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: P/1\nOriginal-Rcpt-To: <Ana@client.example>',
      'Content-Type: message/rfc822\n\nFrom: contact@boutique.example\nTo: undisclosed\nMessage-ID: <news@boutique.example>\n\nSoldes'
    ])
  )
  expect(understood(report)).toMatchObject({
    kind: 'complaint',
    complaint: { feedbackType: 'abuse', recipients: ['ana@client.example'], originalMessageId: 'news@boutique.example' }
  })
})
