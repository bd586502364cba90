import { formatList, formatPercent, type Language } from '#src/platform/i18n.ts'
import type { Finding, MissingField } from './findings.ts'
import type { Agreement } from './likeness.ts'

type Words = Record<Language, string>

/** Why something was found, in a sentence. */
export function reasonOf({ detail }: Finding): Words {
  switch (detail.kind) {
    case 'duplicate': {
      const chance = Math.min(detail.chance, CHANCE_SAID_MAX)
      const agree = (language: Language) =>
        formatList(
          detail.agree.map((one) => AGREEMENTS[one][language]),
          language
        )
      return {
        fr: `Sans doute la même personne (${formatPercent(chance, 'fr', 0)})\u00a0: ${agree('fr')}.`,
        en: `Likely the same person (${formatPercent(chance, 'en', 0)}): ${agree('en')}.`
      }
    }
    case 'dead-address': {
      const status = detail.status === null ? '' : ` (${detail.status})`
      return {
        fr: `Le courrier pour ${detail.address} revient depuis le ${detail.since}${status}.`,
        en: `Mail to ${detail.address} comes back since ${detail.since}${status}.`
      }
    }
    case 'stale':
      return {
        fr: `Ni achat ni échange depuis le ${detail.since}.`,
        en: `Neither bought nor was in touch since ${detail.since}.`
      }
    case 'missing': {
      const fields = (language: Language) =>
        formatList(
          detail.fields.map((one) => FIELDS[one][language]),
          language
        )
      return { fr: `Il manque\u00a0: ${fields('fr')}.`, en: `Missing: ${fields('en')}.` }
    }
  }
}

/** Only a person can be sure. */
const CHANCE_SAID_MAX = 0.99

/** What to do about it. */
export function adviceOf({ detail }: Finding): Words {
  switch (detail.kind) {
    case 'duplicate':
      return {
        fr: 'Fusionner les fiches, ou dire que ce sont deux personnes.',
        en: 'Merge the records, or say that they are two.'
      }
    case 'dead-address':
      return detail.other === null
        ? {
            fr: 'Demander une autre adresse, par téléphone ou au comptoir.',
            en: 'Ask for another address, by phone or at the counter.'
          }
        : {
            fr: `Écrire à ${detail.other} et retirer l’adresse.`,
            en: `Write to ${detail.other}, and take the address off.`
          }
    case 'stale':
      return {
        fr: 'Écrire une dernière fois, ou effacer la fiche.',
        en: 'Write one last time, or erase the record.'
      }
    case 'missing':
      return { fr: 'Compléter la fiche au prochain échange.', en: 'Fill it in at the next occasion.' }
  }
}

/** The command that scripts run for a finding; null where only a person can help. */
export function commandOf({ detail, clients }: Finding): string | null {
  const [keep, ...others] = clients.map((client) => client.clientId)
  if (detail.kind !== 'duplicate' || keep === undefined) return null
  return others.map((other) => `maillon clients merge ${other} ${keep}`).join(' && ')
}

const AGREEMENTS: Record<Agreement, Words> = {
  name: { fr: 'même nom', en: 'same name' },
  'similar-name': { fr: 'nom presque pareil', en: 'nearly the same name' },
  phone: { fr: 'même téléphone', en: 'same phone' },
  'mail-name': { fr: 'même nom d’adresse chez un autre fournisseur', en: 'same mail name at another provider' },
  'similar-address': { fr: 'adresse presque pareille', en: 'nearly the same address' },
  birthday: { fr: 'même anniversaire', en: 'same birthday' },
  company: { fr: 'même entreprise', en: 'same company' },
  city: { fr: 'même ville', en: 'same city' }
}

const FIELDS: Record<MissingField, Words> = {
  name: { fr: 'le nom', en: 'the name' },
  contact: { fr: 'tout moyen de contact', en: 'any way to reach them' },
  email: { fr: 'l’adresse mail', en: 'the mail address' },
  birthday: { fr: 'l’anniversaire', en: 'the birthday' }
}
