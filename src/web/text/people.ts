import { catalogue } from '#src/platform/i18n.ts'
import { countEn, countFr, messages } from './words.ts'

/** Clients: the list, the record, suggestions. */
export const peopleText = catalogue(
  {
    title: 'Clients',
    lead: (n: string) => `${n}. Cherchez un nom, une adresse, un mot d’un mail.`,
    count: (n: number, isBounded: boolean) =>
      isBounded ? `Plus de ${countFr(n, 'client', 'clients')}` : countFr(n, 'client', 'clients'),
    searchLabel: 'Chercher parmi les clients et les mails',
    searchPlaceholder: 'Nom, adresse, entreprise, mot d’un mail…',
    add: 'Ajouter un client',
    filterState: 'Lesquels',
    states: messages({
      active: 'Clients',
      suggested: 'Suggestions',
      ignored: 'Ignorés',
      merged: 'Fusionné',
      erased: 'Effacé'
    }),
    filterTag: 'Étiquette',
    anyTag: 'Toutes les étiquettes',
    filterTier: 'Catégorie',
    anyTier: 'Toutes les catégories',
    tier: (tier: string) => `Catégorie ${tier}`,
    order: 'Ordre',
    orders: messages({ recent: 'Dernier échange', name: 'Nom', value: 'Achats de l’année' }),
    filter: 'Afficher',
    columnName: 'Nom',
    columnLast: 'Dernier échange',
    columnYear: '12 derniers mois',
    columnTier: 'Cat.',
    columnTags: 'Étiquettes',
    pick: (name: string) => `Choisir ${name}`,
    pickAll: 'Choisir tous ceux de la page',
    bulk: 'Aux clients choisis',
    bulkTag: 'Étiquette',
    bulkAdd: 'Ajouter l’étiquette',
    bulkRemove: 'Retirer l’étiquette',
    bulkDone: (n: number, tag: string) => `#${tag} : ${countFr(n, 'client mis à jour', 'clients mis à jour')}.`,
    bulkNone: 'Choisissez au moins un client.',
    emptyTitle: 'Pas encore de clients',
    emptyText: 'Dès que Maillon lit votre boîte, les personnes à qui vous répondez apparaissent ici.',
    emptyGo: 'Connecter une boîte',
    noneTitle: 'Personne ne correspond',
    noneText: 'Essayez moins de lettres, ou retirez un filtre.',
    inMails: 'Dans les mails',
    inMailsAside: 'les plus récents d’abord',
    never: 'jamais',
    suggestionsTitle: 'Suggestions',
    suggestionsLead: (n: number) =>
      n === 0
        ? 'Personne de nouveau. Les inconnus qui vous écrivent apparaîtront ici.'
        : `${countFr(n, 'personne vous a écrit', 'personnes vous ont écrit')} sans être encore dans vos clients. Acceptez celles que vous voulez suivre.`,
    suggestionsNone: 'Rien à décider',
    suggestionsNoneText:
      'Quand un inconnu vous écrit de sa main, Maillon vous demande ici s’il est un client. Les lettres d’information et les robots ne comptent pas.',
    accept: 'Accepter',
    ignore: 'Ignorer',
    accepted: (name: string) => `${name} est maintenant dans vos clients.`,
    ignored: (name: string) => `${name} ne sera plus proposé.`,
    mails: (n: number) => countFr(n, 'mail', 'mails')
  },
  {
    title: 'Clients',
    lead: (n) => `${n}. Look for a name, an address, a word of a mail.`,
    count: (n, isBounded) =>
      isBounded ? `More than ${countEn(n, 'client', 'clients')}` : countEn(n, 'client', 'clients'),
    searchLabel: 'Search clients and mails',
    searchPlaceholder: 'Name, address, company, word of a mail…',
    add: 'Add a client',
    filterState: 'Which',
    states: messages({
      active: 'Clients',
      suggested: 'Suggestions',
      ignored: 'Ignored',
      merged: 'Merged',
      erased: 'Erased'
    }),
    filterTag: 'Tag',
    anyTag: 'Any tag',
    filterTier: 'Tier',
    anyTier: 'Any tier',
    tier: (tier) => `Tier ${tier}`,
    order: 'Order',
    orders: messages({ recent: 'Last exchange', name: 'Name', value: 'Purchases this year' }),
    filter: 'Show',
    columnName: 'Name',
    columnLast: 'Last exchange',
    columnYear: 'Last 12 months',
    columnTier: 'Tier',
    columnTags: 'Tags',
    pick: (name) => `Choose ${name}`,
    pickAll: 'Choose all on this page',
    bulk: 'To the chosen clients',
    bulkTag: 'Tag',
    bulkAdd: 'Add the tag',
    bulkRemove: 'Remove the tag',
    bulkDone: (n, tag) => `#${tag}: ${countEn(n, 'client updated', 'clients updated')}.`,
    bulkNone: 'Choose at least one client.',
    emptyTitle: 'No clients yet',
    emptyText: 'As soon as Maillon reads your mailbox, the people you answer appear here.',
    emptyGo: 'Connect a mailbox',
    noneTitle: 'Nobody matches',
    noneText: 'Try fewer letters, or take a filter away.',
    inMails: 'In the mails',
    inMailsAside: 'newest first',
    never: 'never',
    suggestionsTitle: 'Suggestions',
    suggestionsLead: (n) =>
      n === 0
        ? 'Nobody new. Unknown people who write to you will appear here.'
        : `${countEn(n, 'person has written', 'people have written')} to you without being a client yet. Accept those you want to follow.`,
    suggestionsNone: 'Nothing to decide',
    suggestionsNoneText:
      'When somebody unknown writes to you in person, Maillon asks you here whether they are a client. Newsletters and machines do not count.',
    accept: 'Accept',
    ignore: 'Ignore',
    accepted: (name) => `${name} is now one of your clients.`,
    ignored: (name) => `${name} will not be suggested again.`,
    mails: (n) => countEn(n, 'mail', 'mails')
  }
)
