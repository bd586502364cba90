import type { Handler } from 'hono'
import { placeOf } from '#src/web/guard/visitor.ts'
import type { Env, World } from '#src/web/world.ts'
import type { Api } from './operation.ts'

/** Leads into the API, which is loaded at its first request: describing it takes longer than all pages together. */
export function apiEntrance(world: World): Handler<Env> {
  let api: Promise<Api> | undefined
  return async (visit) => {
    api ??= import('./app.ts').then(({ createApi }) => createApi(world))
    return (await api).fetch(visit.req.raw, { place: placeOf(visit) })
  }
}
