import { Hono } from 'hono'
import { loadCompiler } from '#src/delivery/letter/compile.ts'
import { loadDrawing } from './charts/chart.tsx'
import { campaignsPages } from './pages/campaigns/list.tsx'
import { clientsPages } from './pages/clients.tsx'
import { threadsPages } from './pages/threads.tsx'
import { todayPages } from './pages/today.tsx'
import type { Env, World } from './world.ts'

/**
 * Draws the pages that people open first, for nobody: what they are made of is loaded, statements are compiled and the
 * database has been asked, before somebody waits for it. One after the other, so that visits come between.
 */
export async function warmPages(world: World): Promise<void> {
  const app = new Hono<Env>()
  app.use(async (visit, next) => {
    const firm = await world.firm(world.db)
    visit.set('world', world)
    visit.set('view', {
      ...firm,
      firmName: firm.name,
      now: world.clock.now().epochMilliseconds,
      member: { id: '00000000-0000-0000-0000-000000000000', name: '', email: '', role: 'owner' },
      proof: '',
      path: visit.req.path,
      theme: null,
      waiting: 0,
      toast: null
    })
    await next()
  })
  const first = [...todayPages, ...clientsPages, ...threadsPages, ...campaignsPages]
  for (const { path, handle } of first) app.get(path, handle)
  // A page that fails here fails for whoever opens it, and says so there.
  app.onError((_, visit) => visit.body(null, 500))
  for (const { path } of first) await (await app.request(path)).text()
}

const LOAD_AFTER_MS = 200

/**
 * Loads what draws charts and letters, 65 MB that a process which nobody visits goes without. Called with somebody's first
 * page, begins once that has left, and only once.
 */
export function loadForVisitors(): void {
  if (isLoading) return
  isLoading = true
  setTimeout(() => void load(), LOAD_AFTER_MS)
}

async function load(): Promise<void> {
  await loadDrawing()
  await loadCompiler()
}

let isLoading = false
