/** One area of the API, and whether it is read or changed. */
const AREA_SCOPES = [
  'clients:read',
  'clients:write',
  'threads:read',
  'purchases:write',
  'coupons:read',
  'coupons:write',
  'campaigns:read',
  'reports:read'
] as const
export type AreaScope = (typeof AREA_SCOPES)[number]

/** What a token may be given: one area, or all reading, or all writing. */
export const SCOPES: readonly string[] = ['read', 'write', ...AREA_SCOPES]

/** Whether these scopes allow an operation. Writing does not include reading: a till that only redeems reads nobody. */
export function allows(scopes: readonly string[], needed: AreaScope): boolean {
  const isReading = needed.endsWith(':read')
  return scopes.includes(needed) || scopes.includes(isReading ? 'read' : 'write')
}
