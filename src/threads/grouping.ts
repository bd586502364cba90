/** What threading looks at in one mail. */
export interface LinkedMail {
  /** Tells this mail from all others. */
  key: string
  /** Every id under which other mails may refer to it. */
  bears: string[]
  /** What it answers, oldest first: the last one is its parent. */
  references: string[]
  inReplyTo: string[]
  /** Ids that place it only where nothing that it answers is known: a provider's thread, a token of ours. */
  fallbacks: string[]
}

/** What is known of an id from mails that are not looked at again. */
export interface KnownId {
  thread: string
  borne: boolean
  settled: boolean
}

export interface Group {
  keys: string[]
  /** Ids of the group: borne by its mails or referred to by them. */
  ids: string[]
  /** Threads known before that belong to it as a whole. */
  threads: string[]
}

/**
 * Groups mails that answer each other (SEMANTICS B1 to B5). The result depends on the set of mails alone, not on their
 * order: whoever threads a part of them later, with what is `known` of the rest, comes to the same.
 *
 * Each mail is joined to its parent, the last of its References (RFC 5322, section 3.6.4). Where the parent is missing,
 * or does not say itself what it answers, the reference before it takes its place, and so on: a mail that speaks for itself
 * is believed before what others say of it. In-Reply-To decides only where no reference is known, and the fallbacks only
 * where nothing is. Ids that nobody bears join those who refer to them all the same: they answer the same missing mail.
 */
export function groupMails(mails: LinkedMail[], known: ReadonlyMap<string, KnownId> = new Map()): Group[] {
  const borne = borneIds(mails, known)
  const sets = new DisjointSets()
  for (const mail of mails) link(mail, borne, sets)
  for (const [id, { thread }] of known) if (sets.has(id)) sets.join(id, threadNode(thread))
  return collect(mails, sets)
}

/** Every id that some mail bears, with whether that mail says itself what it answers. */
function borneIds(mails: LinkedMail[], known: ReadonlyMap<string, KnownId>): Map<string, { settled: boolean }> {
  const borne = new Map<string, { settled: boolean }>()
  for (const [id, state] of known) if (state.borne) borne.set(id, { settled: state.settled })
  for (const mail of mails) {
    for (const id of mail.bears) {
      const settled = isSettled(mail) || (borne.get(id)?.settled ?? false)
      borne.set(id, { settled })
    }
  }
  return borne
}

/** Whether a mail says itself what it answers. */
export function isSettled(mail: Pick<LinkedMail, 'references' | 'inReplyTo'>): boolean {
  return mail.references.length > 0 || mail.inReplyTo.length > 0
}

function link(mail: LinkedMail, borne: ReadonlyMap<string, { settled: boolean }>, sets: DisjointSets): void {
  const self = mailNode(mail.key)
  sets.add(self)
  for (const id of mail.bears) sets.join(self, id)
  let isAnswerKnown = false
  let child = self
  for (const id of mail.references.toReversed()) {
    sets.join(child, id)
    child = id
    const state = borne.get(id)
    if (state) isAnswerKnown = true
    if (state?.settled) break
  }
  if (isAnswerKnown) return
  for (const id of mail.inReplyTo) {
    sets.join(self, id)
    if (borne.has(id)) isAnswerKnown = true
  }
  if (isAnswerKnown) return
  for (const id of mail.fallbacks) sets.join(self, id)
}

function collect(mails: LinkedMail[], sets: DisjointSets): Group[] {
  const groups = new Map<string, Group>()
  for (const mail of mails) {
    const root = sets.find(mailNode(mail.key))
    const group = groups.get(root) ?? { keys: [], ids: [], threads: [] }
    group.keys.push(mail.key)
    groups.set(root, group)
  }
  for (const node of sets.nodes()) {
    const group = groups.get(sets.find(node))
    if (node.startsWith(THREAD)) group?.threads.push(node.slice(THREAD.length))
    else if (!node.startsWith(MAIL)) group?.ids.push(node)
  }
  return [...groups.values()]
}

/** Ids hold no tabulator (see ids), so that these cannot be taken for one. */
const MAIL = 'mail\t'
const THREAD = 'thread\t'

function mailNode(key: string): string {
  return MAIL + key
}

function threadNode(thread: string): string {
  return THREAD + thread
}

/** Union-find with path halving and union by size: near linear whatever is linked with what. */
class DisjointSets {
  readonly #parents = new Map<string, string>()
  readonly #sizes = new Map<string, number>()

  add(node: string): void {
    if (!this.#parents.has(node)) this.#parents.set(node, node)
  }

  has(node: string): boolean {
    return this.#parents.has(node)
  }

  nodes(): Iterable<string> {
    return this.#parents.keys()
  }

  find(node: string): string {
    let current = node
    for (;;) {
      const parent = this.#parents.get(current) ?? current
      if (parent === current) return current
      const grandparent = this.#parents.get(parent) ?? parent
      this.#parents.set(current, grandparent)
      current = grandparent
    }
  }

  join(a: string, b: string): void {
    this.add(a)
    this.add(b)
    const rootA = this.find(a)
    const rootB = this.find(b)
    if (rootA === rootB) return
    const sizeA = this.#sizes.get(rootA) ?? 1
    const sizeB = this.#sizes.get(rootB) ?? 1
    const [large, small] = sizeA >= sizeB ? [rootA, rootB] : [rootB, rootA]
    this.#parents.set(small, large)
    this.#sizes.set(large, sizeA + sizeB)
  }
}
