import { eml } from './shop.ts'

const MARIE = 'Marie Durand <marie@shop.example>'
export const PASS = 'mx.shop.example; dmarc=pass header.from=shop.example; dkim=pass header.d=shop.example'
const EVIL_PASS = 'mx.shop.example; dmarc=pass header.from=evil.example; dkim=pass header.d=evil.example'

let number = 0

/** A mail in Marie’s name that asks for a tag and for the client’s card; by default with no proof at all. */
export function forged(fields: Record<string, string | string[]>, text = 'Mot secret.\n\n#vip #fiche'): string {
  return eml(
    {
      From: MARIE,
      To: 'contact@shop.example',
      Subject: 'Re: Table en chêne',
      'Message-ID': `<f${++number}@evil.example>`,
      'In-Reply-To': '<q1@client.example>',
      References: '<q1@client.example>',
      ...fields
    },
    text
  )
}

/** Mails that try to be taken for a member’s, each in its own way (SEMANTICS F2): what is tried, and the fields that try it. */
export const ATTEMPTS: [string, Record<string, string | string[]>][] = [
  ['no proof at all', {}],
  [
    'our server says that it failed',
    { 'Authentication-Results': 'mx.shop.example; dmarc=fail header.from=shop.example' }
  ],
  [
    'the attacker wrote our server’s word below its own',
    { 'Authentication-Results': ['mx.shop.example; dmarc=fail header.from=shop.example', PASS] }
  ],
  ['the attacker’s server vouches', { 'Authentication-Results': PASS.replace('mx.shop.example', 'mx.evil.example') }],
  [
    'a server whose name begins like ours',
    { 'Authentication-Results': PASS.replace('mx.shop.example;', 'mx.shop.example.evil.example;') }
  ],
  [
    'our name in a comment',
    { 'Authentication-Results': `mx.evil.example (mx.shop.example); ${PASS.slice(PASS.indexOf(';') + 2)}` }
  ],
  [
    'the verdict in a comment',
    { 'Authentication-Results': 'mx.shop.example; dmarc=none (dmarc=pass header.from=shop.example)' }
  ],
  [
    'the verdict in a quoted string',
    { 'Authentication-Results': 'mx.shop.example; spf=none smtp.mailfrom="a; dmarc=pass header.from=shop.example"' }
  ],
  ['only SPF passed', { 'Authentication-Results': 'mx.shop.example; spf=pass smtp.mailfrom=shop.example' }],
  ['DKIM of another domain passed', { 'Authentication-Results': 'mx.shop.example; dkim=pass header.d=evil.example' }],
  ['DMARC passed for another domain', { 'Authentication-Results': EVIL_PASS }],
  ['an unknown version of the field', { 'Authentication-Results': PASS.replace(';', ' 2;') }],
  ['the word of an ARC hop', { 'ARC-Authentication-Results': `i=1; ${PASS}` }],
  ['a field that only looks like it', { 'X-Authentication-Results': PASS }],
  ['two From fields, ours first', { From: [MARIE, 'evil@evil.example'], 'Authentication-Results': EVIL_PASS }],
  ['two From fields, ours last', { From: ['evil@evil.example', MARIE], 'Authentication-Results': EVIL_PASS }],
  ['two addresses in From', { From: `${MARIE}, evil@evil.example`, 'Authentication-Results': EVIL_PASS }],
  [
    'our address as the display name',
    { From: '"marie@shop.example" <evil@evil.example>', 'Authentication-Results': EVIL_PASS }
  ],
  [
    'our address in an encoded display name',
    { From: '=?utf-8?q?Marie_=3Cmarie=40shop=2Eexample=3E?= <evil@evil.example>', 'Authentication-Results': EVIL_PASS }
  ],
  ['the whole From encoded', { From: '=?utf-8?q?marie=40shop=2Eexample?=', 'Authentication-Results': EVIL_PASS }],
  ['our address in a comment', { From: 'evil@evil.example (marie@shop.example)', 'Authentication-Results': EVIL_PASS }],
  [
    'a comment behind our address',
    { From: 'marie@shop.example (evil@evil.example)', 'Authentication-Results': EVIL_PASS }
  ],
  [
    'two pairs of brackets',
    { From: 'Marie <marie@shop.example> <evil@evil.example>', 'Authentication-Results': EVIL_PASS }
  ],
  [
    'a folded From',
    { From: 'Marie Durand\n <marie@shop.example>\n , <evil@evil.example>', 'Authentication-Results': EVIL_PASS }
  ],
  ['group syntax', { From: 'us: marie@shop.example;', 'Authentication-Results': EVIL_PASS }],
  [
    'a control sign in the address',
    { From: 'marie@shop.example\u0000@evil.example', 'Authentication-Results': EVIL_PASS }
  ],
  [
    'a look-alike domain',
    {
      From: 'marie@sh0p.example',
      'Authentication-Results': PASS.replaceAll('shop.example;', 'shop.example;').replaceAll(
        '=shop.example',
        '=sh0p.example'
      )
    }
  ],
  ['a look-alike domain in Cyrillic', { From: 'marie@shоp.example', 'Authentication-Results': EVIL_PASS }],
  [
    'a subdomain of ours',
    {
      From: 'marie@news.shop.example',
      'Authentication-Results': PASS.replaceAll('=shop.example', '=news.shop.example')
    }
  ],
  [
    'ours as Sender and Reply-To only',
    { From: 'evil@evil.example', Sender: MARIE, 'Reply-To': MARIE, 'Authentication-Results': EVIL_PASS }
  ],
  ['a mail to our own +crm address', { To: 'contact+crm@shop.example' }],
  [
    'the attacker’s word in a folded field on top of ours',
    { 'Authentication-Results': ['mx.evil.example;\n dmarc=pass header.from=shop.example', EVIL_PASS] }
  ],
  [
    'a made-up signature of ours',
    { 'DKIM-Signature': 'v=1; a=rsa-sha256; d=shop.example; s=mail; h=From:Date:Message-ID; bh=AAAA; b=AAAA' }
  ],
  ['the marks of our own automatic mails', { 'X-Maillon': 'receipt', 'X-Mailer': 'Maillon' }],
  ['the member’s address in capitals', { From: 'MARIE@SHOP.EXAMPLE', 'Authentication-Results': EVIL_PASS }],
  ['a route before the address', { From: '<@evil.example:marie@shop.example>', 'Authentication-Results': EVIL_PASS }],
  ['a percent route', { From: 'marie%shop.example@evil.example', 'Authentication-Results': EVIL_PASS }],
  ['a space in the address', { From: 'marie@shop.example @evil.example', 'Authentication-Results': EVIL_PASS }],
  [
    'the name of From in other spelling',
    { From: 'evil@evil.example', 'From ': MARIE, 'Authentication-Results': EVIL_PASS }
  ],
  ['an old genuine mail sent again', { 'Authentication-Results': PASS, Date: 'Mon, 4 Mar 2024 10:00:00 +0100' }],
  ['a mail from the future', { 'Authentication-Results': PASS, Date: 'Mon, 18 Mar 2024 10:00:00 +0100' }],
  ['a program’s mail', { 'Authentication-Results': PASS, 'Auto-Submitted': 'auto-replied' }]
]
