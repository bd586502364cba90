import type { Db } from '#src/platform/database/database.ts'
import type { Language } from '#src/platform/i18n.ts'

/** What clients are asked to agree to. */
export interface ConsentWording {
  /** 0: the program's own words, before the firm wrote any. */
  version: number
  text: string
}

/** Words that were in force from some day on; an empty text stands for the program's own. */
export interface WordingOnce {
  language: string
  version: number
  text: string
  since: Date
}

/** The words in force; `usual` where the firm has not written its own. */
export async function consentWording(db: Db, language: Language, usual: string): Promise<ConsentWording> {
  const latest = await db.consentWording.findFirst({
    where: { purpose: 'marketing', language },
    orderBy: { version: 'desc' }
  })
  return { version: latest?.version ?? 0, text: latest?.text || usual }
}

/**
 * The words that a form showed, by the version it carries: they may have changed while somebody was reading it.
 * @param shown as the form sent it; one that never was counts as the words in force
 */
export async function shownWording(
  db: Db,
  { language, usual, shown }: { language: Language; usual: string; shown: string }
): Promise<string> {
  const now = await consentWording(db, language, usual)
  if (!/^\d{1,6}$/.test(shown) || Number(shown) >= now.version) return now.text
  const version = Number(shown)
  if (version === 0) return usual
  const key = { purpose: 'marketing', language, version }
  const then = await db.consentWording.findUnique({ where: { purpose_language_version: key } })
  return then === null ? now.text : then.text || usual
}

/** Every wording that was in force, the latest first. */
export async function consentWordings(db: Db): Promise<WordingOnce[]> {
  return db.consentWording.findMany({
    where: { purpose: 'marketing' },
    orderBy: [{ since: 'desc' }, { version: 'desc' }],
    take: 50
  })
}
