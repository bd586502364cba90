import { get, type Route } from './route.ts'

/**
 * Some pages are drawn as the answer to an action, with what is wrong beside its field; then the action's address stands in
 * the browser. Read again or kept as a bookmark, it leads to the page that holds the form.
 */
export function waysBack(routes: Route[]): Route[] {
  const acts = routes.filter(({ method, path }) => method === 'POST' && !isPage(path, routes))
  return acts.map((act) =>
    get(act.path, 'anyone', (visit) => {
      const { pathname, search } = new URL(visit.req.url)
      return visit.redirect(pageOf(act, pathname, routes) + search)
    })
  )
}

/**
 * The page that holds the form of an action: its own address, or the nearest above it that can be read.
 * @param pathname of the action, with its ids in place
 */
export function pageOf({ path }: Pick<Route, 'path'>, pathname: string, routes: Route[]): string {
  const [blanks, parts] = [path.split('/'), pathname.split('/')]
  const ends = blanks.map((_, index) => blanks.length - index)
  const end = ends.find((count) => isPage(blanks.slice(0, count).join('/'), routes))
  return end === undefined ? '/' : parts.slice(0, end).join('/')
}

function isPage(path: string, routes: Route[]): boolean {
  return routes.some((route) => route.method === 'GET' && shapeOf(route.path) === shapeOf(path))
}

/** What a blank is called makes no other address. */
function shapeOf(path: string): string {
  return path.replaceAll(/:\w+(\{[^}]*\})?/g, ':')
}
