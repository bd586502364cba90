import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext } from 'playwright-core'

const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync'
]

export interface BrowserOptions {
  width?: number
  height?: number
  dark?: boolean
  locale?: 'fr-FR' | 'en-GB'
  javaScript?: boolean
  /** A film (.y4m) that stands for what the camera sees. */
  camera?: string
}

/** A real Chromium with a profile of its own, which goes with it. Its clock and zone are the machine's own. */
export async function openBrowser(
  options: BrowserOptions = {}
): Promise<{ browser: BrowserContext; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'maillon-browser-'))
  const browser = await chromium.launchPersistentContext(folder, {
    executablePath: '/usr/bin/chromium',
    args: [...QUIET, ...(options.camera === undefined ? [] : cameraFlags(options.camera))],
    headless: true,
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    colorScheme: options.dark === true ? 'dark' : 'light',
    locale: options.locale ?? 'fr-FR',
    javaScriptEnabled: options.javaScript ?? true
  })
  return {
    browser,
    async close() {
      await browser.close()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

function cameraFlags(film: string): string[] {
  return [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${film}`
  ]
}
