import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { Temporal } from 'temporal-polyfill'
import type { Language } from '#src/platform/i18n.ts'
import { accountText } from '#src/web/text/account.ts'
import { setUpText } from '#src/web/text/campaign-set-up.ts'
import { campaignText } from '#src/web/text/campaign.ts'
import { consentText } from '#src/web/text/consent.ts'
import { counterText } from '#src/web/text/counter.ts'
import { mailboxText } from '#src/web/text/mailbox.ts'
import { peopleText } from '#src/web/text/people.ts'
import { recordText } from '#src/web/text/record.ts'
import { tagText } from '#src/web/text/tag.ts'
import { returnsText } from '#src/web/text/returns.ts'
import { settingsText } from '#src/web/text/settings.ts'
import { threadText } from '#src/web/text/thread.ts'
import { eml } from '#test/keywords/shop.ts'
import type { HoldingProxy } from '#test/servers/holding-proxy.ts'
import { PASSWORD, type PostOffice } from './two-shops.ts'

/** Somebody who has just installed the program, and the client who writes to them. */
export interface Owner {
  page: Page
  language: Language
  /** Where the program answers. */
  address: string
  /** The mailbox of the shop. */
  shop: string
  client: { name: string; address: string }
  post: PostOffice
  /** Between the program and the mailbox. */
  wire: HoldingProxy
}

/** What lies in the mailbox from before. */
export interface Past {
  mails: number
  bytes: number
}

const OWN_PASSWORD = 'une phrase bien à moi'

export async function makeAccount({ page, language, shop }: Owner, firstVisit: string): Promise<void> {
  await page.goto(firstVisit)
  await page.fill('#name', 'Odile Martin')
  await page.fill('#email', shop)
  await page.fill('#password', OWN_PASSWORD)
  await page.getByRole('button', { name: accountText[language].create }).click()
  await page.waitForURL('**/first-run/mailbox')
}

/** The servers are this machine's own, which no look-up would find: they are entered. */
export async function connectMailbox({ page, language, shop, post, wire }: Owner, past: Past): Promise<void> {
  const text = mailboxText[language]
  await page.fill('#address', shop)
  await page.fill('#password', PASSWORD)
  await page.getByText(text.servers, { exact: true }).click()
  await page.fill('#imapHost', '127.0.0.1')
  await page.fill('#imapPort', String(wire.port))
  await page.fill('#smtpHost', '127.0.0.1')
  await page.fill('#smtpPort', String(post.smtpPort))
  await page.selectOption('#tls', 'none')
  await page.getByRole('button', { name: text.check }).click()
  await page.getByRole('heading', { name: text.reviewTitle }).waitFor()
  const picture = page.locator('svg.sharebar')
  expect(await picture.getAttribute('aria-label')).toMatch(new RegExp(`^${text.dryClients}\\s?: [1-9]`))
  expect(digitsOf(await page.locator('section[aria-labelledby=who]').textContent())).toContain(String(past.mails))
  wire.holdAfter(past.bytes / 2)
  await page.getByRole('button', { name: text.start }).click()
  await page.waitForURL('**/first-run/reading')
}

/** The bar moves by itself, and the first records can be opened before all is read. */
export async function watchReading({ page, language, address, wire }: Owner, { mails }: Past): Promise<void> {
  const bar = page.locator('#progress progress')
  const read = async () => Number(await bar.getAttribute('value'))
  await expect.poll(read, SOON).toBeGreaterThan(0)
  const first = await read()
  const other = await page.context().newPage()
  const names = other.locator('td.who a')
  const areThere = async () => {
    await other.goto(`${address}/clients?state=suggested`)
    return names.count()
  }
  await expect.poll(areThere, SOON).toBeGreaterThan(0)
  await names.first().click()
  await other.getByRole('heading', { name: recordText[language].facts }).waitFor()
  await other.locator('.chain .event').first().waitFor()
  await other.close()
  expect(await read()).toBeLessThan(mails)
  wire.release()
  await expect.poll(read, SOON).toBeGreaterThan(first)
  await page.getByText(mailboxText[language].readingDone).waitFor()
  expect(await read()).toBe(mails)
}

/** A mail that comes now stands on the first page within seconds; who wrote it becomes a client by one click. */
export async function acceptSuggestion(owner: Owner): Promise<void> {
  const { page, language, address, client } = owner
  await owner.post.deliver(owner.shop, questionOf(owner))
  const accept = page.getByRole('button', { name: `${peopleText[language].accept} ${client.name}` })
  const isSuggested = async () => {
    await page.goto(`${address}/`)
    return accept.count()
  }
  await expect.poll(isSuggested, SOON).toBe(1)
  await accept.click()
  await page.getByText(peopleText[language].accepted(client.name)).waitFor()
  await page.goto(`${address}/clients`)
  await page.getByRole('link', { name: client.name }).click()
  await page.getByRole('heading', { level: 1, name: client.name }).waitFor()
}

const SUBJECT = 'La lampe bleue'

function questionOf({ client, shop }: Owner): string {
  const headers = {
    From: `${client.name} <${client.address}>`,
    To: shop,
    Subject: SUBJECT,
    Date: new Date().toUTCString().replace('GMT', '+0000'),
    'Message-ID': `<blue-lamp-${client.address}>`
  }
  return eml(headers, 'Bonjour, est-elle encore là ?')
}

/** On the record: a tag, a note, the consent that was given at the counter, and the birthday, which is today. */
export async function completeRecord({ page, language }: Owner): Promise<void> {
  const text = recordText[language]
  await page.fill('#tags input[name=tag]', 'fidèle')
  await page.locator('#tags').getByRole('button', { name: tagText[language].add }).click()
  await page.getByText(tagText[language].added('fidèle')).waitFor()
  await page.locator('#write summary', { hasText: text.write }).click()
  await page.fill('#title', 'Aime le bleu')
  await page.locator('#write').getByRole('button', { name: text.writeSave }).click()
  await page.locator('.chain .event', { hasText: 'Aime le bleu' }).waitFor()
  await page.locator('#consents summary').click()
  await page.fill('#wording', 'Recevoir vos offres')
  await page.getByRole('button', { name: consentText[language].noteSave }).click()
  await page.getByText(consentText[language].noted).waitFor()
  await page.locator('.record-head').getByRole('link', { name: text.edit }).click()
  const { day, month } = Temporal.Now.zonedDateTimeISO(zoneAtWork())
  await page.fill('#birthday', `${day}/${month}/1980`)
  await page.locator('main button.first').click()
  await page.getByRole('heading', { level: 1 }).waitFor()
}

/** The answer goes by the mailbox's own server, in the thread, and a copy lies in Sent. */
export async function answer(owner: Owner): Promise<void> {
  const { page, language, client, shop, post } = owner
  await page.locator('.chain').getByRole('link', { name: SUBJECT }).click()
  await page.fill('#text', 'Oui, nous vous la gardons.')
  await page.getByRole('button', { name: threadText[language].answerSend }).click()
  const isAnswer = ({ text }: { text: string }) => text.includes('nous vous la gardons')
  const [arrived, copy] = await Promise.all([
    post.mail(client.address, 'INBOX', isAnswer),
    post.mail(shop, 'Sent', isAnswer)
  ])
  expect(arrived).toMatchObject({ subject: `Re: ${SUBJECT}`, from: shop, inReplyTo: `<blue-lamp-${client.address}>` })
  expect(copy.messageId).toBe(arrived.messageId)
}

/** What the law asks to stand in each mail, and a zone in which these are hours of work, whenever the test runs. */
export async function describeFirm({ page, language, address }: Owner): Promise<void> {
  await page.goto(`${address}/settings/firm`)
  await page.fill('[name="firm.name"]', 'Atelier du Quai')
  await page.fill('[name="firm.postalAddress"]', '3 quai des Lampes, 69002 Lyon')
  await page.selectOption('[name="firm.language"]', language)
  await page.fill('[name="firm.zone"]', zoneAtWork())
  await page.locator('main button.first').click()
  await page.getByText(settingsText[language].saved).waitFor()
}

function zoneAtWork(): string {
  const { hour } = Temporal.Now.zonedDateTimeISO('UTC')
  const ahead = WORK_HOUR - hour
  const offset = ahead < -12 ? ahead + 24 : ahead
  return offset === 0 ? 'UTC' : `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`
}

const WORK_HOUR = 10

/** Sets the hour to one of the next minutes, looks at who would get it, and only then switches it on. */
export async function switchOnBirthdays({ page, language, address, client }: Owner): Promise<void> {
  await page.goto(`${address}/campaigns/birthday`)
  await page.locator('input[name=at]').fill(soon())
  await page.getByRole('button', { name: setUpText[language].save }).click()
  await page.getByText(setUpText[language].saved).waitFor()
  await page.getByRole('link', { name: campaignText[language].activate }).click()
  await page.locator('#day').getByRole('link', { name: client.name, exact: true }).waitFor()
  await page.getByRole('button', { name: campaignText[language].activate }).click()
  await page.getByText(campaignText[language].activated).waitFor()
}

/** Far enough for the clicks in between. */
function soon(): string {
  const at = Temporal.Now.zonedDateTimeISO(zoneAtWork()).add({ seconds: 80 })
  return at.toPlainTime().toString().slice(0, 'hh:mm'.length)
}

/** The client finds the mail with a coupon; at the counter the coupon is used, and the campaign tells of it. */
export async function redeemCoupon({ page, language, address, client, post, shop }: Owner): Promise<void> {
  const code = /[A-Z]{2,12}-[A-Z0-9]{4}-[A-Z0-9]{4}/
  const mail = await post.mail(client.address, 'INBOX', ({ text }) => code.test(text))
  expect(mail.from).toBe(shop)
  const [coupon = ''] = code.exec(mail.text) ?? []
  await page.goto(`${address}/counter`)
  await page.fill('#code', coupon.toLowerCase())
  await page.getByRole('button', { name: counterText[language].check }).click()
  await page.fill('#amount', '60')
  await page.fill('#order', 'T-1')
  await page.getByRole('button', { name: counterText[language].redeem }).click()
  await page.getByText(/54[.,]00/).waitFor()
  await page.goto(`${address}/campaigns/birthday`)
  const figure = (label: string) => page.locator('#returns .figure', { hasText: label }).locator('dd').first()
  expect(await figure(returnsText[language].sent).textContent()).toBe('1')
  expect(await figure(returnsText[language].redeemed).textContent()).toBe('1')
  expect(await figure(returnsText[language].revenue).textContent()).toMatch(/54[.,]00|60[.,]00/)
}

const SOON = { interval: 100, timeout: 120_000 }

function digitsOf(text: string | null): string {
  return (text ?? '').replaceAll(/[^\d\p{L}]/gu, '')
}
