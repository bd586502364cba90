import { readTag, TAG_FAULTS } from '#src/platform/tag.ts'
import type { Reason } from './rows.ts'

/** The tags that a list of them holds, each once, and what is wrong with the others. A dash for "none" is none. */
export function readTags(list: string): { tags: string[]; faults: Reason[] } {
  const read = list.split(/[;,|]+/).map(readTag)
  const tags = read.flatMap((one) => (one.kind === 'tag' ? [one.tag] : []))
  const faults = read.flatMap((one) => (one.kind === 'wrong' && one.fault !== 'empty' ? [one.fault] : []))
  return {
    tags: [...new Set(tags)],
    faults: [...new Set(faults)].map((fault) => (fault === 'long' ? TOO_LONG : TAG_FAULTS[fault]))
  }
}

const TOO_LONG: Reason = {
  fr: `${TAG_FAULTS.long.fr}\u00a0: séparez les étiquettes par des points-virgules`,
  en: `${TAG_FAULTS.long.en}: part tags by semicolons`
}
