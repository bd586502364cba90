/** An address in the parts that are compared. */
export interface MailParts {
  /** What stands before the @, as people keep it when they change their provider: without dots, hyphens, underscores. */
  name: string
  domain: string
}

export function mailParts(address: string): MailParts {
  const at = Math.max(0, address.lastIndexOf('@'))
  return { name: address.slice(0, at).replaceAll(/[._-]/g, ''), domain: address.slice(at + 1) }
}
