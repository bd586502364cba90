import type { EffectHandler } from '#src/platform/effects.ts'
import { bounceEffect } from '#src/clients/bounce-effect.ts'
import type { RoleContext } from './role.ts'

/** What each kind of effect does: one line a kind, the work itself in its room. */
export function effectHandlers(_context: RoleContext): Record<string, EffectHandler> {
  return {
    bounce: bounceEffect
  }
}
