import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { addClient } from '#test/campaigns/people.ts'
import { testDatabase } from '#test/setup/database.ts'

const database = await testDatabase()
const { prisma } = database
const dataFolder = mkdtempSync(join(tmpdir(), 'maillon-campaigns-'))
const NINE = '2026-05-12T09:00:00+02:00'

afterAll(() => rmSync(dataFolder, { recursive: true }))

beforeEach(async () => {
  await prisma.followUp.deleteMany()
  await prisma.campaign.deleteMany()
  await prisma.setting.deleteMany()
  await prisma.$executeRaw`TRUNCATE client CASCADE`
})

test('campaign list names the six that come with the program, off', async () => {
  const { json } = await maillon('campaign', 'list', '--json')
  expect(json).toMatchObject([
    { name: 'birthday', state: 'off' },
    { name: 'anniversary', state: 'off' },
    { name: 'reactivation', state: 'off' },
    { name: 'thanks', state: 'off' },
    { name: 'unanswered', state: 'off' },
    { name: 'private-sale', state: 'off' }
  ])
})

test('campaign preview tells who gets what when, and who does not and why', async () => {
  const client = await addClient(database, { zone: 'America/Toronto', birthday: { month: 3, day: 8 } })
  const other = await addClient(database, { birthday: { month: 3, day: 9 }, consent: null })
  const period = ['--from', '2026-03-01', '--to', '2026-03-31']
  const { json } = await maillon('campaign', 'preview', 'birthday', ...period, '--json')
  expect(json).toEqual([
    {
      client,
      address: `${client}@example.org`,
      step: 1,
      occurrence: '2026',
      sendAt: '2026-03-08T09:00:00-04:00',
      skip: null
    },
    {
      client: other,
      address: `${other}@example.org`,
      step: 1,
      occurrence: '2026',
      sendAt: '2026-03-09T09:00:00+01:00',
      skip: { code: 'no-consent', reason: 'No consent to receive this kind of mail.' }
    }
  ])
})

test('campaign preview writes the mails it would send as .eml and .html, and says where', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'maillon-mails-'))
  await addClient(database, { name: 'Zoé Girard', address: 'zoe@example.org', birthday: { month: 3, day: 8 } })
  await addClient(database, { birthday: { month: 3, day: 9 }, consent: null })
  const period = ['--from', '2026-03-01', '--to', '2026-03-31']
  const run = await maillon('campaign', 'preview', 'birthday', ...period, '--out', folder, '--json')
  expect(run.json).toHaveLength(2)
  expect(run.stderr).toContain(`1 mail is in ${folder}`)
  const name = '0001-2026-03-08-zoe-example-org'
  expect(readdirSync(folder).sort()).toEqual([`${name}.eml`, `${name}.html`, 'index.html'])
  expect(readFileSync(join(folder, `${name}.html`), 'utf8')).toContain('FETE-XXXX-XXXX')
  const eml = readFileSync(join(folder, `${name}.eml`), 'utf8')
  expect(eml).toMatch(/^To: =\?UTF-8\?.*<zoe@example.org>/m)
  expect(eml).toMatch(/^List-Unsubscribe:/m)
  expect([await prisma.coupon.count(), await prisma.followUp.count(), await prisma.campaign.count()]).toEqual([0, 0, 0])
  rmSync(folder, { recursive: true })
})

test('scripts meet clients under the id that they were imported with', async () => {
  const id = await addClient(database, { birthday: { month: 3, day: 8 } })
  await prisma.client.update({ where: { id }, data: { externalId: 'C1000' } })
  const period = ['--from', '2026-03-01', '--to', '2026-03-31']
  const { json } = await maillon('campaign', 'preview', 'birthday', ...period, '--mails', '0', '--json')
  expect(json).toMatchObject([{ client: 'C1000' }])
  expect(await maillon('followups', '--client', 'C1000', '--json')).toMatchObject({ code: 0, json: [] })
  expect(await maillon('followups', '--client', 'C2000', '--json')).toMatchObject({ code: 1 })
})

describe('the clock', () => {
  test('of a preview may be set anywhere', async () => {
    const run = await maillon('campaign', 'preview', 'birthday', '--now', NINE, '--json')
    expect([run.code, run.json]).toEqual([0, []])
  })

  test('of the planner may be set in a demo or test database only', async () => {
    expect(await maillon('campaign', 'plan', '--now', NINE)).toMatchObject({ code: 1 })
    expect(await maillon('campaign', 'activate', 'birthday', '--yes', '--now', NINE)).toMatchObject({ code: 1 })
    await maillon('settings', 'set', 'database.purpose', 'test')
    expect(await maillon('campaign', 'plan', '--now', NINE)).toMatchObject({ code: 0 })
  })
})

test('switched on, planned, listed, paused, reported', async () => {
  await maillon('settings', 'set', 'database.purpose', 'test')
  await addClient(database, { birthday: { month: 5, day: 12 } })
  const refused = await maillon('campaign', 'activate', 'birthday', '--now', '2026-05-01T00:00:00Z')
  expect([refused.code, refused.stderr]).toEqual([1, 'Nobody is here to ask: add --yes to switch it on.\n'])
  const on = await maillon('campaign', 'activate', 'birthday', '--now', '2026-05-01T00:00:00Z', '--yes', '--json')
  expect(on.json).toMatchObject({ name: 'birthday', state: 'on', preview: [{ sendAt: NINE, skip: null }] })
  await maillon('campaign', 'plan', '--now', '2026-05-11T12:00:00Z')
  const ledger = await maillon('followups', '--json')
  expect(ledger.json).toMatchObject([
    { campaign: 'birthday', step: 1, occurrence: '2026', state: 'planned', dueAt: NINE, reason: null, approved: true }
  ])
  const report = await maillon('campaign', 'report', 'birthday', '--now', '2026-05-11T12:00:00Z', '--json')
  expect(report.json).toMatchObject({ planned: 1, sent: 0, skipped: {}, incremental: { kind: 'not-enough-data' } })
  const off = await maillon('campaign', 'pause', 'birthday', '--json')
  expect(off.json).toEqual({ name: 'birthday', state: 'paused' })
})

test('a campaign of one’s own comes from a file, and a faulty one is told what is wrong', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'maillon-campaign-'))
  const file = join(folder, 'nightly.json')
  const { json } = await maillon('campaign', 'show', 'birthday', '--json')
  const definition = z.object({ definition: z.looseObject({}) }).parse(json).definition
  writeFileSync(file, JSON.stringify({ ...definition, window: { opens: '22:00', closes: '06:00' } }))
  expect((await maillon('campaign', 'define', 'nightly', file)).code).toBe(0)
  await addClient(database, { birthday: { month: 5, day: 12 } })
  const preview = await maillon(
    'campaign',
    'preview',
    'nightly',
    '--from',
    '2026-05-12',
    '--to',
    '2026-05-13',
    '--json'
  )
  expect(preview.json).toMatchObject([{ sendAt: '2026-05-12T22:00:00+02:00' }])
  for (const change of [{ steps: [{ template: 'nowhere' }] }, { audience: { kind: 'segment', name: 'gone' } }]) {
    writeFileSync(file, JSON.stringify({ ...definition, ...change }))
    const unknown = await maillon('campaign', 'define', 'other', file)
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringMatching(/There is no such (letter|segment)/)])
  }
  writeFileSync(file, JSON.stringify({ ...definition, steps: [] }))
  const refused = await maillon('campaign', 'define', 'nightly', file)
  rmSync(folder, { recursive: true })
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('steps must hold at least 1')
})

test('a mailing is not switched on for a day that is over, and its day is kept only once it is on (G6)', async () => {
  await maillon('settings', 'set', 'database.purpose', 'test')
  const activation = ['campaign', 'activate', 'private-sale', '--now', NINE, '--mails', '0']
  const late = await maillon(...activation, '--on', '2026-05-10', '--yes')
  expect([late.code, late.stderr]).toEqual([1, expect.stringContaining('"private-sale", 2026-05-10, is over')])
  const unsure = await maillon(...activation, '--on', '2026-05-20')
  expect([unsure.code, unsure.stderr]).toEqual([1, expect.stringContaining('add --yes')])
  expect((await maillon('campaign', 'show', 'private-sale', '--json')).json).toMatchObject({ trigger: { on: null } })
  expect((await maillon(...activation, '--on', '2026-05-20', '--yes')).code).toBe(0)
  expect((await maillon('campaign', 'show', 'private-sale', '--json')).json).toMatchObject({
    state: 'on',
    trigger: { on: '2026-05-20' }
  })
})

describe('wrong usage is told in one sentence', () => {
  test.each([
    [1, ['campaign', 'preview', 'christmas']],
    [2, ['campaign', 'preview', 'birthday', '--from', 'tomorrow']],
    [2, ['campaign', 'preview', 'birthday', '--from', '2026-05-12', '--to', '2026-05-11']],
    [2, ['campaign', 'preview', 'birthday', '--now', 'noon']],
    [2, ['campaign', 'preview']],
    [1, ['campaign', 'activate', 'private-sale', '--yes']],
    [2, ['followups', '--state', 'lost']],
    [2, ['followups', 'approve', 'nonsense']],
    [1, ['followups', 'reject', '00000000-0000-4000-8000-000000000000']],
    [2, ['followups', '--limit', '0']]
  ])('with exit code %i: %j', async (code, args) => {
    const run = await maillon(...args)
    expect(run.code).toBe(code)
    expect(run.stderr.trim().split('\n')).toHaveLength(1)
  })
})

interface Run {
  code: number
  stderr: string
  /** What was printed, where it is JSON. */
  json: unknown
}

async function maillon(...args: string[]): Promise<Run> {
  const child = spawn('./maillon', args, {
    env: { ...process.env, DATABASE_URL: database.url, MAILLON_DATA: dataFolder },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const code = await new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? -1)))
  const isJson = /^[[{]/.test(stdout)
  return { code, stderr, json: isJson ? JSON.parse(stdout) : undefined }
}
