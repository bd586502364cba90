import { expect, test } from 'vitest'
import { discover, readAutoconfig } from '#src/mailbox/discover.ts'
import type { Lookups } from '#src/mailbox/discover.ts'

const nothing: Lookups = { srv: async () => [], mx: async () => [], https: async () => null }

test('the usual providers are known without asking the network', async () => {
  const found = await discover('Boutique@orange.fr', nothing)
  expect(found).toMatchObject({ imap: { host: 'imap.orange.fr', port: 993, tls: 'implicit' }, source: 'provider' })
})

test('a domain named like a property of every object is unknown, not a fault', async () => {
  expect(await discover('a@constructor', nothing)).toBeNull()
  expect(await discover('a@__proto__', nothing)).toBeNull()
})

test('SRV records are used by priority, and "." means not offered (RFC 6186)', async () => {
  const srv: Lookups['srv'] = async (name) => {
    if (name === '_imaps._tcp.atelier.example')
      return [
        { name: 'spare.atelier.example', port: 993, priority: 20 },
        { name: 'mail.atelier.example', port: 993, priority: 10 }
      ]
    if (name === '_submissions._tcp.atelier.example') return [{ name: '.', port: 0, priority: 0 }]
    if (name === '_submission._tcp.atelier.example') return [{ name: 'mail.atelier.example', port: 587, priority: 0 }]
    return []
  }
  expect(await discover('contact@atelier.example', { ...nothing, srv })).toMatchObject({
    imap: { host: 'mail.atelier.example', port: 993, tls: 'implicit' },
    smtp: { host: 'mail.atelier.example', port: 587, tls: 'starttls' },
    source: 'srv'
  })
})

test('a firm with its own domain is found by who receives its mail', async () => {
  const mx: Lookups['mx'] = async () => ['mx1.mail.ovh.net']
  expect(await discover('contact@atelier.example', { ...nothing, mx })).toMatchObject({
    imap: { host: 'ssl0.ovh.net' },
    source: 'mail-exchanger'
  })
})

const config = `<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="atelier.example">
<incomingServer type="pop3"><hostname>pop.atelier.example</hostname><port>995</port><socketType>SSL</socketType></incomingServer>
<incomingServer type="imap"><hostname>plain.atelier.example</hostname><port>143</port><socketType>plain</socketType></incomingServer>
<incomingServer type="imap"><hostname>imap.%EMAILDOMAIN%</hostname><port>993</port><socketType>SSL</socketType><username>%EMAILLOCALPART%</username></incomingServer>
<outgoingServer type="smtp"><hostname>smtp.atelier.example</hostname><port>587</port><socketType>STARTTLS</socketType></outgoingServer>
</emailProvider></clientConfig>`

test('an autoconfiguration file is read, its unencrypted servers passed over and its patterns filled in', () => {
  expect(readAutoconfig(config, 'contact@atelier.example')).toEqual({
    imap: { host: 'imap.atelier.example', port: 993, tls: 'implicit' },
    smtp: { host: 'smtp.atelier.example', port: 587, tls: 'starttls' },
    username: 'contact'
  })
})

test('a file that is no configuration gives nothing', () => {
  expect(readAutoconfig('<html>not found</html>', 'contact@atelier.example')).toBeNull()
})
