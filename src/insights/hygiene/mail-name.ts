/** What stands before the @, as people keep it when they change their provider: without dots, hyphens, underscores. */
export function mailName(address: string): string {
  return address.slice(0, Math.max(0, address.lastIndexOf('@'))).replaceAll(/[._-]/g, '')
}

export function mailDomain(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}
