import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { openLog } from '#src/platform/log.ts'

function written(act: (log: ReturnType<typeof openLog>) => void): Record<string, unknown>[] {
  const stream = new PassThrough()
  act(openLog({ logLevel: 'info' }, stream))
  const lines = String(stream.read() ?? '')
    .split('\n')
    .filter(Boolean)
  return lines.map((line) => JSON.parse(line))
}

test('a line is one JSON object with level, time and what was said', () => {
  const [line] = written((log) => log.info({ mailbox: 'contact@example.org', mails: 3 }, 'read'))
  expect(line).toMatchObject({ level: 'info', msg: 'read', mailbox: 'contact@example.org', mails: 3 })
  expect(line?.['time']).toMatch(/^\d{4}-\d\d-\d\dT/)
})

test('secrets and what mails say are never written, however deep they stand', () => {
  const secret = 'hunter2'
  const lines = written((log) => {
    log.info({ password: secret, account: { accessToken: secret, auth: { pass: secret } } }, 'login')
    log.info({ mail: { subject: secret, text: secret, html: secret }, body: secret }, 'mail')
  })
  expect(lines).toHaveLength(2)
  expect(JSON.stringify(lines)).not.toContain(secret)
})
