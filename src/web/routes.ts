import { accountPages } from './pages/account.tsx'
import { doorPages } from './pages/door.tsx'
import { welcomePages } from './pages/welcome.tsx'
import { clientPages } from './pages/client.tsx'
import { clientsPages } from './pages/clients.tsx'
import { mailFrameRoutes } from './pages/mail-frame.ts'
import { threadPages } from './pages/thread.tsx'
import { threadsPages } from './pages/threads.tsx'
import { todayPages } from './pages/today.tsx'
import type { Route } from './route.ts'

/**
 * Every address of the web app: from an address one finds the file, and what it asks of whoever comes. Tests walk this
 * table, so a route cannot exist without its guards being tried.
 */
export const routes: Route[] = [
  ...todayPages,
  ...clientsPages,
  ...clientPages,
  ...threadsPages,
  ...threadPages,
  ...mailFrameRoutes,
  ...accountPages,
  ...doorPages,
  ...welcomePages
]
