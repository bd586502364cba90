/** One area of the API, and whether it is read or changed. */
const AREA_SCOPES = [
  'clients:read',
  'clients:write',
  'threads:read',
  'threads:write',
  'purchases:read',
  'purchases:write',
  'coupons:read',
  'coupons:write',
  'campaigns:read',
  'campaigns:write',
  'reports:read',
  'webhooks:read',
  'webhooks:write',
  'metrics:read'
] as const

/** What no token has unless it is given by its name: what cannot be taken back. */
const GRAVE_SCOPES = ['clients:erase'] as const

export type AreaScope = (typeof AREA_SCOPES)[number] | (typeof GRAVE_SCOPES)[number]

/** What a token may be given: one area, or all reading, or all writing. */
export const SCOPES: readonly string[] = ['read', 'write', ...AREA_SCOPES, ...GRAVE_SCOPES]

/** Whether these scopes allow an operation. Writing does not include reading: a till that only redeems reads nobody. */
export function allows(scopes: readonly string[], needed: AreaScope): boolean {
  if (scopes.includes(needed)) return true
  if (needed.endsWith(':read')) return scopes.includes('read')
  return needed.endsWith(':write') && scopes.includes('write')
}
