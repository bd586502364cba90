import { catalogue } from '#src/platform/i18n.ts'
import { messages } from './words.ts'

/** What campaigns are about to send a client, and what they did not send. */
export const followUpText = catalogue(
  {
    title: 'Relances',
    goes: (at: string) => `part le ${at}`,
    waits: 'attend votre accord',
    states: messages({ skipped: 'pas envoyé', failed: 'envoi impossible', unknown: 'envoi incertain' }),
    unsure: 'Le serveur n’a pas confirmé\u00a0: ce mail est peut-être parti, il ne sera pas renvoyé.'
  },
  {
    title: 'Follow-ups',
    goes: (at) => `goes on ${at}`,
    waits: 'waits for your approval',
    states: messages({ skipped: 'not sent', failed: 'could not be sent', unknown: 'sending uncertain' }),
    unsure: 'The server did not confirm: this mail may have gone, it will not be sent again.'
  }
)
