/** One mail as it lies in an mbox, a Maildir or an .eml file. */
export type MailFile =
  | {
      kind: 'mail'
      /** Where it is, for messages to a person: file, and number within an mbox. */
      name: string
      bytes: Uint8Array
      /** ISO 8601 instant at which it was received, where the container says so. */
      receivedAt: string | null
      /** Why it is not to be stored, by what the container says of it: deleted, draft, junk. */
      skip: SkipRule | null
    }
  | { kind: 'unreadable'; name: string; reason: string }

export type SkipRule = 'deleted' | 'draft' | 'junk'

/** A mail beyond this is not loaded: no mail server takes it either. */
export const LARGEST_MAIL_BYTES = 128 * 1024 * 1024
