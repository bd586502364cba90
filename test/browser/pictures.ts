import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { LANGUAGES } from '#src/platform/i18n.ts'
import { freePort } from '#test/setup/port.ts'
import { openBrowser } from './browser.ts'

/**
 * Takes the pictures of the README and of the owner's guides from the screens of the demonstration: `npm run pictures`. Look at each
 * before it is kept.
 */
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SIZE = { width: 1200, height: 760 }

async function takeAll(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'maillon-pictures-'))
  const demo = spawn('./maillon', ['demo', '--data', folder, '--port', String(await freePort())], { cwd: ROOT })
  try {
    let welcome = ''
    for await (const line of createInterface(demo.stdout)) {
      welcome = /http:\S+\/welcome\/\S+/.exec(line)?.[0] ?? welcome
      if (line.startsWith('Read ')) break
    }
    demo.stdout.resume()
    await takeFrom(welcome)
  } finally {
    demo.kill('SIGTERM')
    await new Promise((closed) => demo.once('close', closed))
    rmSync(folder, { recursive: true, force: true })
  }
}

async function takeFrom(welcome: string): Promise<void> {
  const { browser, close } = await openBrowser(SIZE)
  const page = await browser.newPage()
  await page.goto(welcome)
  await page.fill('#name', 'Claire Fontaine')
  await page.fill('#email', 'claire@atelier-lumen.example')
  await page.fill('#password', 'a password for the pictures')
  await page.click('form button.first')
  await page.waitForURL((url) => !url.pathname.startsWith('/welcome'))
  const { origin } = new URL(page.url())
  for (const language of LANGUAGES) {
    await browser.addCookies([{ name: 'language', value: language, url: origin }])
    const to = join(ROOT, 'docs/pictures', language)
    mkdirSync(to, { recursive: true })
    for (const [name, open] of Object.entries(SCREENS)) {
      await open(page, origin)
      await page.waitForLoadState('networkidle')
      await page.screenshot({ path: join(to, `${name}.png`) })
    }
  }
  await close()
}

const SCREENS: Record<string, (page: Page, origin: string) => Promise<unknown>> = {
  today: (page, origin) => page.goto(`${origin}/`),
  async client(page, origin) {
    await page.goto(`${origin}/clients?order=value`)
    await page.click('main a.name')
  },
  campaigns: (page, origin) => page.goto(`${origin}/campaigns`),
  results: (page, origin) => page.goto(`${origin}/insights`)
}

await takeAll()
