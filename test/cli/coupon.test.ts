import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { saveDefinition } from '#src/campaigns/campaign-store.ts'
import { readyMade } from '#src/campaigns/readymade.ts'
import { shownCode } from '#src/offers/code.ts'
import { issueCoupon } from '#src/offers/coupon-store.ts'
import { seededRandom } from '#src/platform/random.ts'
import { addClient, instant } from '#test/campaigns/people.ts'
import { testDatabase } from '#test/setup/database.ts'

const database = await testDatabase()
const { prisma } = database
const random = seededRandom(11)
const folder = mkdtempSync(join(tmpdir(), 'maillon-coupons-'))
let code: string

afterAll(() => rmSync(folder, { recursive: true }))

beforeEach(async () => {
  await prisma.couponGuess.deleteMany()
  code = await freshCode()
})

async function freshCode(): Promise<string> {
  const definition = readyMade('birthday')?.definition
  if (!definition) throw new Error('the birthday campaign comes with the program')
  const now = instant('2026-05-12T09:00[Europe/Paris]')
  const campaign = await saveDefinition(prisma, 'birthday', { definition, by: 'test', now })
  const promise = {
    prefix: 'FETE',
    clientId: await addClient(database),
    campaignId: campaign.id,
    occurrence: '2026',
    discount: { kind: 'percent' as const, basisPoints: 1000 },
    minimumSpend: 0n,
    currency: 'EUR',
    issuedAt: new Date(),
    expiresAt: new Date(Date.now() + 86_400_000),
    issuedBy: 'test'
  }
  return shownCode((await issueCoupon(prisma, promise, random)).code)
}

test('scripts meet the campaign of a coupon under its name', () => {
  expect(JSON.parse(maillon('coupon', 'check', code, '--json').out)).toMatchObject({
    code,
    campaign: 'birthday',
    discount: '10%',
    state: 'valid'
  })
})

test('redeemed for an order, again with the same answer, taken back once: each refusal says what is the matter (I2)', () => {
  const first = maillon('coupon', 'redeem', code, '--order', 'A-1', '--amount', '45.00', '--json')
  expect(JSON.parse(first.out)).toMatchObject({ order: 'A-1', discount: '4.50', total: '40.50', repeated: false })
  const again = maillon('coupon', 'redeem', code, '--order', 'A-1', '--amount', '45.00', '--json')
  expect(JSON.parse(again.out)).toMatchObject({ discount: '4.50', repeated: true })
  const other = maillon('coupon', 'cancel', code, '--order', 'A-2')
  expect(other.code).toBe(1)
  expect(other.error).toMatch(/^This coupon was used on .*, for order A-1\. It cannot be taken back for order A-2\.$/)
  expect(JSON.parse(maillon('coupon', 'cancel', code, '--order', 'A-1', '--json').out)).toMatchObject({
    cancelled: true
  })
  expect(maillon('coupon', 'cancel', code, '--order', 'A-1')).toMatchObject({
    code: 1,
    error: `${code} is not in use: there is nothing to take back for order A-1.`
  })
  expect(maillon('coupon', 'cancel', 'FETE-AAAA-AAAA', '--order', 'A-1')).toMatchObject({
    code: 1,
    error: 'There is no such code: check each letter.'
  })
})

test('a table of used coupons is read whatever program wrote it, and one bad line stops no other', () => {
  const unknown = Array.from({ length: 30 }, (_, number) => `FETE-AAAA-${1000 + number};X-${number};10,00`)
  const file = write('used.csv', [
    'Bon;N° commande;Montant',
    ...unknown,
    `${code};B-1;45,00`,
    ';B-2;5,00',
    `${code};B-3;dix`
  ])
  const result = JSON.parse(maillon('coupon', 'redeem', '--csv', file, '--json').out)
  expect(result).toMatchObject({ read: 33, redeemed: 1, repeated: 0 })
  expect(result.refused).toHaveLength(32)
  expect(result.refused.slice(-2)).toEqual([
    { line: 33, reason: 'The line has no code.' },
    { line: 34, reason: '"dix" is no amount in EUR: write it like 45.00.' }
  ])
  expect(JSON.parse(maillon('coupon', 'redeem', '--csv', file, '--json').out)).toMatchObject({
    redeemed: 0,
    repeated: 1
  })
  expect(maillon('coupon', 'check', 'FETE-AAAA-AAAA').error).toBe('There is no such code: check each letter.')
})

test.each([
  ['', 'is empty'],
  ['name,amount\nZoé,4\n', 'has no column "code"']
])('a file that is no table of used coupons is refused: %j', (text, sentence) => {
  const run = maillon('coupon', 'redeem', '--csv', write('other.csv', [text]))
  expect(run.code).toBe(1)
  expect(run.error).toContain(sentence)
})

function write(name: string, lines: string[]): string {
  const file = join(folder, name)
  writeFileSync(file, lines.join('\n'))
  return file
}

function maillon(...args: string[]) {
  const run = spawnSync('./maillon', args, { encoding: 'utf8', env: { ...process.env, DATABASE_URL: database.url } })
  return { code: run.status, out: run.stdout, error: run.stderr.trim() }
}
