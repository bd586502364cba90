import type { EffectHandler } from '#src/platform/effects.ts'
import { bounceEffect } from '#src/clients/bounce-effect.ts'
import { statementEffect } from '#src/clients/statement-effect.ts'
import { keywordEffects } from '#src/keywords/effects.ts'
import { fetchWholeMail } from '#src/mailbox/whole-mail.ts'
import { contactEffect } from '#src/web/contact/arrival.ts'
import type { RoleContext } from './role.ts'

/** What each kind of effect does: one line a kind, the work itself in its room. */
export function effectHandlers(context: Omit<RoleContext, 'queue' | 'holder'>): Record<string, EffectHandler> {
  const { clock, config } = context
  return {
    bounce: bounceEffect({ clock }),
    statements: statementEffect,
    'contact-form': contactEffect,
    ...keywordEffects({
      clock,
      fetchRaw: (messageId) => fetchWholeMail(context, messageId),
      preferencesUrl: (token) => `${config.publicUrl}/p/${token}`
    })
  }
}
