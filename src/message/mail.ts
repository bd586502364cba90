/**
 * One mail, understood: what every other room knows of a mail. Plain data only, so that it crosses threads and JSON
 * unchanged. Nothing here was looked up in a database; what depends on the parent mail or on who "we" are comes later.
 */
export interface Mail {
  /** Hex SHA-256 over what makes the mail itself: the same in every folder and mailbox it is found in (SEMANTICS A13). */
  identity: string
  /** Without angle brackets; null where the mail carries none that can be used. */
  messageId: string | null
  /** Every id of In-Reply-To, without angle brackets, in order; of a read receipt also that of the mail it is about (B4). */
  inReplyTo: string[]
  /** References, oldest first, without angle brackets, no doubles. */
  references: string[]
  from: Address[]
  sender: Address | null
  replyTo: Address[]
  to: Address[]
  cc: Address[]
  bcc: Address[]
  /** ISO 8601 instant of the Date header; null where it is missing or absurd, and the server's own date is to be used (A14). */
  date: string | null
  /** Decoded, on one line. */
  subject: string
  /** Subject without reply and forward prefixes and list tags (B6). */
  baseSubject: string
  /** How the subject was prefixed, outermost first. */
  subjectPrefix: 'reply' | 'forward' | null
  kind: Kind
  /** Why this kind: one short English sentence or header each, the decisive one first. */
  evidence: string[]
  /** The whole text as a person reads it (from text/plain, else from HTML); at most 64 KiB. */
  text: string
  textTruncated: boolean
  /** Safe, small HTML for showing in a sandboxed frame; null where the mail has none. */
  html: string | null
  reply: ReplyText
  /** What a forward carries, where this mail is one (or contains one as message/rfc822). */
  forwarded: Forwarded | null
  bounce: Bounce | null
  complaint: Complaint | null
  automatic: Automatic | null
  list: { id: string | null } | null
  statements: Statement[]
  attachments: Attachment[]
  /**
   * Header fields that later rooms decide by, unfolded but not decoded, in the order they stand in the mail, names in lower
   * case.
   */
  headers: HeaderField[]
  language: 'fr' | 'en' | null
  /** Size of the whole mail in bytes, as far as known. */
  size: number
}

/** `address` is lower-case, its domain in ASCII (IDNA), its `+tag` kept; `name` is decoded, may be empty. */
export interface Address {
  name: string
  address: string
}

export type Kind = 'complaint' | 'delivery-report' | 'automatic' | 'list' | 'bulk' | 'human'

/** The new text, what it quotes, and the signature with any legal footer. Nothing is lost: the three together hold all. */
export interface ReplyText {
  text: string
  quoted: string
  signature: string
}

export interface Forwarded {
  from: Address | null
  /** ISO 8601 instant, where it could be read. */
  date: string | null
  subject: string | null
  text: string
}

export interface Bounce {
  action: 'failed' | 'delayed' | 'delivered'
  recipients: BounceRecipient[]
  /** Message-ID of the mail this report is about, without angle brackets. */
  originalMessageId: string | null
}

export interface BounceRecipient {
  address: string
  /** RFC 3463 status such as 5.1.1, where known or safely derived. */
  status: string | null
  hard: boolean
  /** Reason class, kebab-case: user-unknown, mailbox-full, host-unknown, spam, policy, expired … */
  reason: string
}

/** A feedback report (RFC 5965) about a mail of ours. */
export interface Complaint {
  /** As the report names it: abuse, fraud, virus, not-spam, auth-failure, other. Only abuse is a client's own word. */
  feedbackType: string
  /** Whose complaint it is, as far as the report tells. */
  recipients: string[]
  /** Message-ID of the mail complained of, without angle brackets. */
  originalMessageId: string | null
}

export interface Automatic {
  /** Day of return as ISO date, where an absence mail states one. */
  returnDate: string | null
  absence: boolean
}

/** Something the client says about themselves: a proposal, never believed by itself. */
export interface Statement {
  /** birthday, channel, day, language, product, move, leave */
  key: string
  value: string
  /** The sentence it comes from, as written. */
  sentence: string
}

export interface Attachment {
  name: string
  type: string
  /** Bytes as stored on the server (encoded size where the decoded one is unknown). */
  size: number
  /** IMAP part number, for fetching on request. */
  part: string
  contentId: string | null
  inline: boolean
}

export interface HeaderField {
  name: string
  value: string
}

/** A mail as it comes off the server: the header block and those parts that were fetched, still encoded. */
export interface MailParts {
  /** The raw header block, up to and with the empty line. */
  header: Uint8Array
  /** Bodies of text/plain, text/html, message/delivery-status, text/rfc822-headers … in the order of the structure. */
  parts: FetchedPart[]
  attachments: Attachment[]
  size: number
}

export interface FetchedPart {
  part: string
  type: string
  charset: string | null
  encoding: string | null
  /** As transmitted, not yet decoded. */
  content: Uint8Array
  truncated: boolean
}

/** What understanding a mail comes to: it always comes to one of the two, whatever the input. */
export type Understood<As = Mail> =
  | { kind: 'mail'; mail: As }
  | { kind: 'quarantined'; reason: QuarantineReason; detail: string }

export type QuarantineReason =
  | 'header-too-large'
  | 'too-many-parts'
  | 'nested-too-deep'
  | 'too-slow'
  | 'unreadable'
  | 'too-large'
