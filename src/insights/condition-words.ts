import { inEnglish } from './condition-english.ts'
import { inFrench } from './condition-french.ts'
import type { Condition } from './condition.ts'

/** What a fact says of clients, and the same denied: verb phrases that follow "clients who". */
export interface Phrase {
  yes: string
  no: string
}

/**
 * A condition as words that follow "clients who" or « clients qui »: "have the tag “vip” and are late".
 * A denial is carried down to the facts, so that no sentence says "it is not the case that".
 */
export function describeCondition(condition: Condition, language: 'fr' | 'en'): string {
  const isFrench = language === 'fr'
  const words = {
    and: isFrench ? ' et ' : ' and ',
    or: isFrench ? ' ou ' : ' or ',
    everyone: isFrench ? 'sont dans le fichier' : 'are on file',
    nobody: isFrench ? 'ne sont personne' : 'are nobody',
    phrase: isFrench ? inFrench : inEnglish
  }
  return say(condition, false)

  function say(part: Condition, isDenied: boolean): string {
    if (part.kind === 'not') return say(part.of, !isDenied)
    const isFact = part.kind !== 'all' && part.kind !== 'any'
    if (isFact) return isDenied ? words.phrase(part).no : words.phrase(part).yes
    const isAnd = (part.kind === 'all') !== isDenied
    if (part.of.length === 0) return isAnd ? words.everyone : words.nobody
    return part.of
      .map((inner) => (isLongGroup(inner) && part.of.length > 1 ? `(${say(inner, isDenied)})` : say(inner, isDenied)))
      .join(isAnd ? words.and : words.or)
  }
}

function isLongGroup(condition: Condition): boolean {
  if (condition.kind === 'not') return isLongGroup(condition.of)
  return (condition.kind === 'all' || condition.kind === 'any') && condition.of.length > 1
}
