import type { EffectHandler } from '#src/platform/effects.ts'
import { clientWordsEffect, type ClientWordsWorld } from './client-words.ts'
import { keywordsEffect, type KeywordWorld } from './obey.ts'
import { receiptEffect } from './receipt.ts'

/** What this room does about stored mails, by the kind of effect. */
export function keywordEffects(world: KeywordWorld & ClientWordsWorld): Record<string, EffectHandler> {
  return {
    keywords: keywordsEffect(world),
    'keyword-receipt': receiptEffect,
    'client-words': clientWordsEffect(world)
  }
}
