import { catalogue } from '#src/platform/i18n.ts'
import { messages } from './words.ts'

/** The files of an export, told apart by what is in them. */
export const dataFilesText = catalogue(
  {
    groups: messages({
      again: 'Pour un tableur ou un carnet d’adresses, et pour réimporter',
      clients: 'Ce que vous savez de vos clients',
      mails: 'Les mails et les fils',
      campaigns: 'Les campagnes et les relances',
      offers: 'Les bons et les points',
      house: 'Votre maison'
    }),
    forPrograms:
      'Les fichiers des listes suivantes sont faits pour des programmes\u00a0: une ligne de JSON par élément.',
    names: messages({
      'clients.csv': 'Clients (CSV)',
      'purchases.csv': 'Achats (CSV)',
      'clients.vcf': 'Carnet d’adresses (vCard)',
      'companies.jsonl': 'Entreprises',
      'fields.jsonl': 'Vos champs',
      'field-changes.jsonl': 'Changements des champs',
      'interactions.jsonl': 'Échanges',
      'preferences.jsonl': 'Préférences',
      'consents.jsonl': 'Consentements',
      'suppressions.jsonl': 'Oppositions',
      'reminders.jsonl': 'Rappels',
      'segments.jsonl': 'Segments',
      'distinctions.jsonl': 'Fiches semblables que vous avez dites différentes',
      'kept-acts.jsonl': 'Nombre d’actes gardé après un effacement',
      'threads.jsonl': 'Fils',
      'thread-tags.jsonl': 'Étiquettes des fils',
      'messages.jsonl': 'Messages',
      'message-addresses.jsonl': 'Adresses des messages',
      'campaigns.jsonl': 'Campagnes',
      'campaign-versions.jsonl': 'Versions des campagnes',
      'follow-ups.jsonl': 'Relances',
      'follow-up-events.jsonl': 'Ce qui est arrivé aux relances',
      'letter-templates.jsonl': 'Vos lettres',
      'coupons.jsonl': 'Bons',
      'coupon-redemptions.jsonl': 'Utilisations des bons',
      'points.jsonl': 'Points gagnés et dépensés',
      'points-rules.jsonl': 'Règles des points',
      'points-rewards.jsonl': 'Cadeaux contre des points',
      'points-notices.jsonl': 'Avis d’expiration des points',
      'settings.jsonl': 'Réglages',
      'members.jsonl': 'Équipe',
      'mailboxes.jsonl': 'Boîtes, sans leurs mots de passe',
      'audit.jsonl': 'Journal'
    })
  },
  {
    groups: messages({
      again: 'For a spreadsheet or an address book, and to import again',
      clients: 'What you know of your clients',
      mails: 'Mails and threads',
      campaigns: 'Campaigns and follow-ups',
      offers: 'Coupons and points',
      house: 'Your house'
    }),
    forPrograms: 'The files of the lists that follow are made for programs: one line of JSON for each thing.',
    names: messages({
      'clients.csv': 'Clients (CSV)',
      'purchases.csv': 'Purchases (CSV)',
      'clients.vcf': 'Address book (vCard)',
      'companies.jsonl': 'Companies',
      'fields.jsonl': 'Your fields',
      'field-changes.jsonl': 'Changes of fields',
      'interactions.jsonl': 'Interactions',
      'preferences.jsonl': 'Preferences',
      'consents.jsonl': 'Consents',
      'suppressions.jsonl': 'Suppressions',
      'reminders.jsonl': 'Reminders',
      'segments.jsonl': 'Segments',
      'distinctions.jsonl': 'Like records that you said are two',
      'kept-acts.jsonl': 'Counts of acts that are kept after erasing',
      'threads.jsonl': 'Threads',
      'thread-tags.jsonl': 'Tags of threads',
      'messages.jsonl': 'Messages',
      'message-addresses.jsonl': 'Addresses of messages',
      'campaigns.jsonl': 'Campaigns',
      'campaign-versions.jsonl': 'Versions of campaigns',
      'follow-ups.jsonl': 'Follow-ups',
      'follow-up-events.jsonl': 'What became of follow-ups',
      'letter-templates.jsonl': 'Your letters',
      'coupons.jsonl': 'Coupons',
      'coupon-redemptions.jsonl': 'Uses of coupons',
      'points.jsonl': 'Points earned and spent',
      'points-rules.jsonl': 'Rules of points',
      'points-rewards.jsonl': 'Gifts for points',
      'points-notices.jsonl': 'Notices that points expire',
      'settings.jsonl': 'Settings',
      'members.jsonl': 'Team',
      'mailboxes.jsonl': 'Mailboxes, without their passwords',
      'audit.jsonl': 'Journal'
    })
  }
)
