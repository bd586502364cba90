/** Names before the @ behind which nobody reads: programs that send for a site, and addresses that take no answer. */
const MACHINE =
  /^(?:.*[._+-])?(?:no-?_?reply|noanswer|do-?_?not-?_?reply|donotrespond|ne-?_?pas-?_?repondre|nepasrepondre|pas-?_?de-?_?reponse|noresponder|mailer-daemon|mail-daemon|postmaster|bounces?|wordpress|www-data|apache|nobody|root|daemon|webform|webmailer|formulaires?|contact-?form|notifications?|alertes?|alerts?|automate|robot)(?:[._+-].*)?$/

/** Whether an address is a program's, or takes no answer: nobody to make a client of (SEMANTICS C5). */
export function isMachineAddress(address: string): boolean {
  const local = address.slice(0, Math.max(0, address.lastIndexOf('@'))).toLowerCase()
  return MACHINE.test(local.slice(0, 64))
}
