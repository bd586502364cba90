import { generateKeyPairSync } from 'node:crypto'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import { expect, test } from 'vitest'
import { proveAuthor, type Authenticity } from '#src/message/authenticity.ts'
import { understandRaw } from '#src/message/understand.ts'

const NOW = new Date('2026-03-02T10:00:00Z')
const OURS = 'mx.boutique.example'
const MEMBER = 'marie@boutique.example'
const PASS = `Authentication-Results: ${OURS}; dmarc=pass (p=reject) header.from=boutique.example`
const FROM = `From: Marie <${MEMBER}>`
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
const publicKey = keys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
const privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

test('the word of our own server for an aligned DMARC pass proves the author', async () => {
  expect(await prove(mail(PASS, FROM))).toMatchObject({ kind: 'authentic', address: MEMBER, by: 'our-server' })
})

test("our server's field may be folded, commented and carry a version", async () => {
  const folded = [
    `Authentication-Results: (written by) ${OURS.toUpperCase()} 1;`,
    '  spf=fail (a; "comment" (nested; dmarc=fail)) smtp.mailfrom=x.example;',
    ` dmarc = pass policy.dmarc="none; really" header.from = Boutique.Example`
  ].join('\r\n')
  expect(await prove(mail(folded, FROM))).toMatchObject({ kind: 'authentic' })
})

test('without a DMARC policy an aligned DKIM pass told by our server proves the author', async () => {
  const told = `Authentication-Results: ${OURS}; dkim=pass header.d=boutique.example; dmarc=none header.from=boutique.example`
  expect(await prove(mail(told, FROM))).toMatchObject({ kind: 'authentic', by: 'our-server' })
})

/** Each tries to be taken for the member; the attacker writes everything below our server's fields. */
const FORGERIES: Record<string, string> = {
  'no word of our server at all': mail(FROM),
  'a dmarc=fail of our server': mail(`Authentication-Results: ${OURS}; dmarc=fail header.from=boutique.example`, FROM),
  "an attacker's field below that of our server": mail(`Authentication-Results: ${OURS}; spf=none`, PASS, FROM),
  "an attacker's field under another name on top": mail(
    'Authentication-Results: mx.attacker.example; dmarc=pass header.from=boutique.example',
    FROM
  ),
  "our server's pass below a field of another server": mail(
    'Authentication-Results: mx.attacker.example; dmarc=none',
    PASS,
    FROM
  ),
  'a look-alike of our server': mail(
    `Authentication-Results: ${OURS}.attacker.example; dmarc=pass header.from=boutique.example`,
    FROM
  ),
  'a pass in a comment': mail(
    `Authentication-Results: ${OURS}; dmarc=none (dmarc=pass header.from=boutique.example)`,
    FROM
  ),
  'a pass in a quoted string': mail(
    `Authentication-Results: ${OURS}; spf=pass reason="; dmarc=pass header.from=boutique.example"`,
    FROM
  ),
  'a pass for another domain': mail(`Authentication-Results: ${OURS}; dmarc=pass header.from=attacker.example`, FROM),
  'a pass without the domain it is for': mail(`Authentication-Results: ${OURS}; dmarc=pass`, FROM),
  'a pass and a fail at once': mail(`${PASS}; dmarc=fail header.from=boutique.example`, FROM),
  'an SPF pass alone': mail(`Authentication-Results: ${OURS}; spf=pass smtp.mailfrom=${MEMBER}`, FROM),
  'a DKIM pass of another domain': mail(`Authentication-Results: ${OURS}; dkim=pass header.d=attacker.example`, FROM),
  "ARC's copy of a pass": mail(
    `ARC-Authentication-Results: i=1; ${OURS}; dmarc=pass header.from=boutique.example`,
    FROM
  ),
  'two From fields': mail(PASS, FROM, 'From: Mallory <mallory@attacker.example>'),
  'two From fields, ours last': mail(PASS, 'From: Mallory <mallory@attacker.example>', FROM),
  'two addresses in From': mail(PASS, `From: ${MEMBER}, mallory@attacker.example`),
  'two bracketed addresses': mail(PASS, `From: <${MEMBER}> <mallory@attacker.example>`),
  'an address in the name': mail(PASS, `From: mallory@attacker.example <${MEMBER}>`),
  'an address in a comment': mail(PASS, `From: (${MEMBER}) <mallory@attacker.example>, x`),
  'an encoded address': mail(PASS, 'From: =?utf-8?q?marie=40boutique.example?='),
  'a group': mail(PASS, `From: team: ${MEMBER};`),
  'an empty From': mail(PASS, 'From: '),
  'no From': mail(PASS, 'Sender: marie@boutique.example'),
  'a fold that hides a second address': mail(PASS, `From: Marie <${MEMBER}>,\r\n <mallory@attacker.example>`)
}

test.each(Object.entries(FORGERIES))('refused: %s', async (_, forged) => {
  expect(await prove(forged)).toMatchObject({ kind: 'refused' })
})

test('another name beside a look-alike domain is another author', async () => {
  const told = `Authentication-Results: ${OURS}; dmarc=pass header.from=xn--boutque-rza.example`
  const proof = await prove(mail(told, 'From: "marie@boutique.example" <marie@xn--boutque-rza.example>'))
  expect(proof).toMatchObject({ kind: 'authentic', address: 'marie@xn--boutque-rza.example' })
})

test('an aligned DKIM signature that verifies here proves the author', async () => {
  expect(await prove(await signed(mail(FROM)))).toMatchObject({
    kind: 'authentic',
    by: 'dkim-checked-here',
    address: MEMBER
  })
})

test('a signed mail whose text was changed proves nothing', async () => {
  const tampered = (await signed(mail(FROM))).replace('#vip', '#stop')
  expect(await prove(tampered)).toMatchObject({ kind: 'refused', reason: 'unproven' })
})

test('a signature of another domain proves nothing', async () => {
  expect(await prove(await signed(mail(FROM), 'attacker.example'))).toMatchObject({ kind: 'refused' })
})

test.each(['Message-ID: <one@boutique.example>\r\n', 'Date: Mon, 02 Mar 2026 09:00:00 +0000\r\n'])(
  'a signature that leaves out %j could be sent again as a new mail, and proves nothing',
  async (field) => {
    const poor = await signed(mail(FROM).replace(field, ''))
    expect(await prove(field + poor)).toMatchObject({ kind: 'refused', reason: 'unproven' })
  }
)

test('a made-up signature beside a poor one that verifies proves nothing', async () => {
  const field = 'Message-ID: <one@boutique.example>\r\n'
  const poor = field + (await signed(mail(FROM).replace(field, '')))
  const madeUp =
    'DKIM-Signature: v=1; a=rsa-sha256; d=boutique.example; s=mail; h=From:Date:Message-ID; bh=AAAA; b=AAAA'
  expect(await prove(`${madeUp}\r\n${poor}`)).toMatchObject({ kind: 'refused' })
})

test('a signature for part of the body only proves nothing', async () => {
  const whole = await signed(mail(FROM))
  expect(await prove(whole.replace('DKIM-Signature: v=1;', 'DKIM-Signature: v=1; l=4;'))).toMatchObject({
    kind: 'refused'
  })
})

test('a key that is not found, or a mail that cannot be fetched, proves nothing', async () => {
  const raw = await signed(mail(FROM))
  const noKey = async (): Promise<string[][]> =>
    Promise.reject(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }))
  expect(await prove(raw, { resolver: noKey })).toMatchObject({ kind: 'refused', reason: 'unproven' })
  expect(await prove(raw, { raw: async () => null })).toMatchObject({ kind: 'refused', reason: 'unproven' })
})

test('a fail of our own server is final, whatever the mail is signed with', async () => {
  const failed = `Authentication-Results: ${OURS}; dmarc=fail header.from=boutique.example\r\n`
  expect(await prove(failed + (await signed(mail(FROM))))).toMatchObject({ kind: 'refused', reason: 'failed' })
})

function mail(...fields: string[]): string {
  const rest = ['Date: Mon, 02 Mar 2026 09:00:00 +0000', 'Message-ID: <one@boutique.example>', 'Subject: Bonjour']
  return [...fields, ...rest, '', '#vip', ''].join('\r\n')
}

async function signed(raw: string, signingDomain = 'boutique.example'): Promise<string> {
  const signer = { signingDomain, selector: 'mail', privateKey }
  const { signatures } = await dkimSign(raw, { ...signer, signTime: NOW, signatureData: [signer] })
  return signatures + raw
}

async function resolver(): Promise<string[][]> {
  return [[`v=DKIM1; k=rsa; p=${publicKey}`]]
}

async function prove(
  raw: string,
  options: { resolver?: () => Promise<string[][]>; raw?: () => Promise<null> } = {}
): Promise<Authenticity> {
  const understood = understandRaw(Buffer.from(raw))
  if (understood.kind !== 'mail') throw new Error(`not understood: ${understood.detail}`)
  return proveAuthor(understood.mail.headers, {
    authservIds: [OURS],
    raw: async () => Buffer.from(raw),
    now: NOW,
    resolver,
    ...options
  })
}
