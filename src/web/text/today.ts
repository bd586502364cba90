import { catalogue } from '#src/platform/i18n.ts'
import { countEn, countFr } from './words.ts'

export const todayText = catalogue(
  {
    title: 'Aujourd’hui',
    nothing: 'Personne n’attend. Une bonne heure pour écrire à quelqu’un que vous n’avez pas vu depuis longtemps.',
    waitingLead: (n: number) => `${countFr(n, 'client attend votre réponse', 'clients attendent votre réponse')}.`,
    noMailboxTitle: 'Connectez votre boîte',
    noMailboxText: 'Maillon lit votre courrier sans rien y changer, et trouve vos clients.',
    noMailboxGo: 'Connecter une boîte'
  },
  {
    title: 'Today',
    nothing: 'Nobody is waiting. A good hour to write to someone you have not seen for long.',
    waitingLead: (n) => `${countEn(n, 'client waits for your answer', 'clients wait for your answer')}.`,
    noMailboxTitle: 'Connect your mailbox',
    noMailboxText: 'Maillon reads your mail without changing anything in it, and finds your clients.',
    noMailboxGo: 'Connect a mailbox'
  }
)
