import type { Page } from 'playwright-core'
import { firstRunLink } from '#src/web/accounts/admission.ts'
import { openWeb } from '#workers/web.ts'
import { OWNER, type TestWorld } from '#test/web/world.ts'

/** The pages on a free port, with the owner's account to be made in the browser. */
export async function openSite(world: TestWorld): Promise<{ address: string; close(): Promise<void> }> {
  const web = await openWeb(world, { host: '127.0.0.1', port: 0 })
  return { address: `http://localhost:${web.port}`, close: () => web.close() }
}

/** Signs the owner in, by password. */
export async function signIn(page: Page, address: string): Promise<void> {
  await page.goto(`${address}/sign-in`)
  await page.fill('#email', OWNER.email)
  await page.fill('#password', OWNER.password)
  await Promise.all([page.waitForURL(`${address}/`), page.click('button.first')])
}

/** Goes the way of a new owner: the one-time link, name, address, password. */
export async function becomeOwner(page: Page, world: TestWorld, address: string): Promise<void> {
  const link = await firstRunLink(world)
  await page.goto(`${address}${new URL(link ?? '').pathname}`)
  await page.fill('#name', OWNER.name)
  await page.fill('#email', OWNER.email)
  await page.fill('#password', OWNER.password)
  await Promise.all([page.waitForURL('**/first-run/mailbox'), page.click('form button.first')])
}
