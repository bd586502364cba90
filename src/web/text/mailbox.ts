import { catalogue, deFr } from '#src/platform/i18n.ts'
import { countEn, countFr, messages } from './words.ts'

/** Mailboxes: connecting one, how far it is read, what was not stored and why. */
export const mailboxText = catalogue(
  {
    title: 'Boîtes',
    lead: 'Maillon les lit sans rien y changer\u00a0: rien n’est supprimé, déplacé ni marqué comme lu.',
    add: 'Connecter une boîte',
    emptyTitle: 'Aucune boîte connectée',
    emptyText: 'Donnez l’adresse de votre boîte professionnelle. Maillon trouve le serveur tout seul.',
    newTitle: 'Connecter votre boîte',
    newLead:
      'Une adresse et son mot de passe suffisent le plus souvent. Rien n’est enregistré avant que vous ayez vu ce qui sera lu.',
    address: 'Adresse de la boîte',
    password: 'Mot de passe de la boîte',
    passwordHint:
      'Chez Gmail, Yahoo ou iCloud\u00a0: un «\u00a0mot de passe d’application\u00a0», créé dans les réglages de sécurité du compte.',
    servers: 'Serveurs',
    serversHint: 'Seulement si Maillon ne les trouve pas. Votre hébergeur les indique dans son aide.',
    serversUnknown:
      'Les serveurs de cette adresse n’ont pas été trouvés. Indiquez-les ci-dessous\u00a0; votre hébergeur les donne dans son aide.',
    imapHost: 'Serveur de réception (IMAP)',
    imapPort: 'Port',
    smtpHost: 'Serveur d’envoi (SMTP)',
    smtpPort: 'Port',
    user: 'Nom d’utilisateur',
    userHint: 'S’il n’est pas l’adresse elle-même.',
    tls: 'Protection de la connexion',
    tlsKinds: messages({
      auto: 'Automatique',
      implicit: 'TLS',
      starttls: 'STARTTLS',
      none: 'Aucune (machine locale seulement)'
    }),
    check: 'Vérifier',
    later: 'Plus tard',
    wrong: messages({
      address: 'Cette adresse ne semble pas complète.',
      password: 'Donnez le mot de passe de la boîte.',
      host: 'Écrivez le nom du serveur, par exemple imap.exemple.fr.',
      port: 'Un port est un nombre de 1 à 65535.'
    }),
    refusals: messages({
      'imap-refused':
        'Le serveur refuse ce mot de passe. Chez Gmail, Yahoo ou iCloud, il faut un mot de passe d’application.',
      'imap-untrusted': 'Le certificat du serveur n’est pas valable\u00a0: la connexion ne serait pas sûre.',
      'imap-unreachable': 'Le serveur ne répond pas. Vérifiez son nom et son port.'
    }),
    reviewTitle: 'Voici ce qui sera lu',
    reviewLead: (address: string) => `La connexion à ${address} fonctionne. Rien n’est encore enregistré.`,
    reviewMails: (n: number) => countFr(n, 'mail', 'mails'),
    reviewFolders: (n: number) => countFr(n, 'dossier', 'dossiers'),
    reviewRead: 'Lus',
    reviewBounces: 'Lus pour les avis de non-remise seulement',
    reviewSkipped: 'Laissés de côté',
    reviewWhich: 'Quels dossiers',
    dryWho: 'Qui vous écrit',
    dryClients: 'clients probables',
    dryLists: 'lettres d’information et automates',
    dryColleagues: 'collègues',
    dryMails: (n: number) => countFr(n, 'mail à lire', 'mails à lire'),
    dryRange: (from: string, to: string) => `${deFr(from)} à ${to}`,
    drySample: (n: string) =>
      `Estimé sur ${n} mails, surtout les plus récents\u00a0: la lecture complète en trouvera davantage.`,
    dryNothing: 'Cette boîte est encore vide\u00a0: les premiers mails y arriveront sous vos yeux.',
    reviewPromise:
      'Les mails restent sur le serveur. Maillon en garde le texte, et remplit les fiches de vos clients, les plus récents d’abord.',
    ourDomain: (domain: string) =>
      `Toutes les adresses en @${domain} sont celles de la maison\u00a0: qui écrit de l’une d’elles est un collègue, pas un client.`,
    start: 'Commencer la lecture',
    started: (address: string) => `La lecture de ${address} commence.`,
    readingTitle: 'Maillon lit votre courrier',
    readingLead:
      'Vous pouvez fermer cette page\u00a0: la lecture continue. Les premières fiches sont déjà utilisables.',
    readingDone: 'Tout est lu. À partir d’ici, les nouveaux mails arrivent en quelques secondes.',
    readingWaits: 'La lecture va commencer dans quelques secondes.',
    readingOf: (read: string, total: string) => `${read} sur ${total} mails`,
    found: 'Déjà trouvés',
    foundClients: (n: number) => countFr(n, 'client', 'clients'),
    foundSuggestions: (n: number) => countFr(n, 'suggestion', 'suggestions'),
    foundThreads: (n: number) => countFr(n, 'fil', 'fils'),
    goToday: 'Voir la journée',
    goSuggestions: 'Voir les suggestions',
    states: messages({
      active: 'suivie',
      paused: 'en pause',
      refused: 'mot de passe refusé',
      unreachable: 'injoignable'
    }),
    complete: 'entièrement lue',
    share: (percent: string) => `${percent} lus`,
    pause: 'Mettre en pause',
    resume: 'Reprendre',
    paused: 'La boîte est en pause.',
    resumed: 'La lecture reprend.',
    newPassword: 'Nouveau mot de passe',
    changePassword: 'Changer le mot de passe',
    passwordChanged: 'Mot de passe changé. La lecture reprend.',
    account: 'Le compte, dossier par dossier',
    accountAside: 'lus\u00a0: repris, laissés de côté ou mis à part',
    folder: 'Dossier',
    onServer: 'Serveur',
    settled: 'Lus',
    skipped: 'Laissés de côté',
    quarantined: 'Mis à part',
    folderState: 'État',
    readings: messages({ read: 'lu', bounces: 'avis de non-remise seulement', skipped: 'laissé de côté' }),
    parked: 'ne peut pas être lu',
    parkedReasons: messages({
      'not-selectable': 'le serveur ne l’ouvre pas, il ne contient sans doute pas de mails',
      'hostile-name': 'son nom contient des signes que Maillon n’accepte pas, renommez-le dans votre messagerie'
    }),
    silences: messages({
      refused:
        'Le serveur a refusé le mot de passe plusieurs fois, et Maillon a cessé d’essayer. Donnez le nouveau mot de passe sur la page de la boîte\u00a0: la lecture reprend aussitôt.',
      unreachable:
        'Maillon ne parvient pas à se connecter au serveur de cette boîte, et réessaie tout seul. Si cela dure plus d’une heure, demandez à votre hébergeur si le serveur fonctionne.'
    }),
    gone: 'n’existe plus sur le serveur',
    rules: messages({
      'not-a-bounce': 'indésirable, sans avis de remise',
      draft: 'brouillon',
      drafts: 'brouillons',
      trash: 'corbeille',
      'erased-person': 'personne effacée',
      access: 'lien d’accès à Maillon',
      'own-automatic': 'nos propres envois'
    }),
    reconcile: 'Vérifier auprès du serveur',
    reconcileHint: 'Compare chaque dossier avec le serveur et lit ce qui manquerait.',
    reconciledNone: 'Tout y est\u00a0: rien ne manque.',
    reconciledSome: (n: number) => `${countFr(n, 'mail manquait', 'mails manquaient')} et ont été lus.`,
    quarantine: 'Mis à part',
    quarantineLead:
      'Ces mails n’ont pas pu être compris. Ils restent sur le serveur\u00a0: lisez-les dans votre messagerie. Rien d’autre n’attend à cause d’eux.',
    quarantineReasons: messages({
      'header-too-large': 'L’en-tête, les lignes techniques avant le texte, est démesuré.',
      'too-many-parts': 'Le mail est fait de trop de morceaux.',
      'nested-too-deep': 'Trop de mails y sont emboîtés les uns dans les autres.',
      'too-slow': 'Le comprendre prend trop de temps.',
      unreadable: 'Il n’est pas écrit comme un mail, ou il est abîmé.',
      'too-large': 'Il est trop volumineux.'
    }),
    retry: 'Relire ces mails',
    retried: (released: number, kept: number) =>
      `${countFr(released, 'mail relu', 'mails relus')}, ${countFr(kept, 'reste à part', 'restent à part')}.`
  },
  {
    title: 'Mailboxes',
    lead: 'Maillon reads them without changing anything: nothing is deleted, moved or marked as read.',
    add: 'Connect a mailbox',
    emptyTitle: 'No mailbox connected',
    emptyText: 'Give the address of your business mailbox. Maillon finds the server by itself.',
    newTitle: 'Connect your mailbox',
    newLead: 'An address and its password are mostly enough. Nothing is stored before you have seen what will be read.',
    address: 'Address of the mailbox',
    password: 'Password of the mailbox',
    passwordHint: 'With Gmail, Yahoo or iCloud: an “app password”, made in the security settings of the account.',
    servers: 'Servers',
    serversHint: 'Only if Maillon does not find them. Your provider states them in its help pages.',
    serversUnknown:
      'The servers of this address were not found. Name them below; your provider states them in its help pages.',
    imapHost: 'Incoming server (IMAP)',
    imapPort: 'Port',
    smtpHost: 'Outgoing server (SMTP)',
    smtpPort: 'Port',
    user: 'User name',
    userHint: 'If it is not the address itself.',
    tls: 'Protection of the connection',
    tlsKinds: messages({ auto: 'Automatic', implicit: 'TLS', starttls: 'STARTTLS', none: 'None (this machine only)' }),
    check: 'Check',
    later: 'Later',
    wrong: messages({
      address: 'This address does not look complete.',
      password: 'Give the password of the mailbox.',
      host: 'Write the name of the server, such as imap.example.org.',
      port: 'A port is a number from 1 to 65535.'
    }),
    refusals: messages({
      'imap-refused': 'The server refuses this password. Gmail, Yahoo and iCloud want an app password.',
      'imap-untrusted': 'The certificate of the server is not valid: the connection would not be safe.',
      'imap-unreachable': 'The server does not answer. Check its name and port.'
    }),
    reviewTitle: 'This is what will be read',
    reviewLead: (address) => `The connection to ${address} works. Nothing is stored yet.`,
    reviewMails: (n) => countEn(n, 'mail', 'mails'),
    reviewFolders: (n) => countEn(n, 'folder', 'folders'),
    reviewRead: 'Read',
    reviewBounces: 'Read for delivery reports only',
    reviewSkipped: 'Left aside',
    reviewWhich: 'Which folders',
    dryWho: 'Who writes to you',
    dryClients: 'likely clients',
    dryLists: 'newsletters and machines',
    dryColleagues: 'colleagues',
    dryMails: (n) => countEn(n, 'mail to read', 'mails to read'),
    dryRange: (from, to) => `from ${from} to ${to}`,
    drySample: (n) => `Estimated from ${n} mails, the latest above all: the full reading will find more.`,
    dryNothing: 'This mailbox is still empty: its first mails will arrive before your eyes.',
    reviewPromise:
      'The mails stay on the server. Maillon keeps their text and fills your clients’ records, newest first.',
    ourDomain: (domain) =>
      `All addresses at @${domain} are ours: whoever writes from one is a colleague, not a client.`,
    start: 'Begin reading',
    started: (address) => `Reading ${address} begins.`,
    readingTitle: 'Maillon is reading your mail',
    readingLead: 'You can close this page: reading goes on. The first records can be used already.',
    readingDone: 'All is read. From here on, new mails arrive within seconds.',
    readingWaits: 'Reading begins within a few seconds.',
    readingOf: (read, total) => `${read} of ${total} mails`,
    found: 'Found already',
    foundClients: (n) => countEn(n, 'client', 'clients'),
    foundSuggestions: (n) => countEn(n, 'suggestion', 'suggestions'),
    foundThreads: (n) => countEn(n, 'thread', 'threads'),
    goToday: 'See the day',
    goSuggestions: 'See the suggestions',
    states: messages({ active: 'watched', paused: 'paused', refused: 'password refused', unreachable: 'unreachable' }),
    complete: 'read completely',
    share: (percent) => `${percent} read`,
    pause: 'Pause',
    resume: 'Resume',
    paused: 'The mailbox is paused.',
    resumed: 'Reading resumes.',
    newPassword: 'New password',
    changePassword: 'Change the password',
    passwordChanged: 'Password changed. Reading resumes.',
    account: 'The account, folder by folder',
    accountAside: 'read: taken over, left aside or set apart',
    folder: 'Folder',
    onServer: 'Server',
    settled: 'Read',
    skipped: 'Left aside',
    quarantined: 'Set apart',
    folderState: 'State',
    readings: messages({ read: 'read', bounces: 'delivery reports only', skipped: 'left aside' }),
    parked: 'cannot be read',
    parkedReasons: messages({
      'not-selectable': 'the server does not open it, it probably holds no mails',
      'hostile-name': 'its name has signs that Maillon does not accept, rename it in your mail program'
    }),
    silences: messages({
      refused:
        'The server refused the password several times, and Maillon has stopped trying. Give the new password on the page of the mailbox: reading resumes at once.',
      unreachable:
        'Maillon cannot connect to the server of this mailbox, and tries again by itself. If this lasts more than an hour, ask your provider whether the server works.'
    }),
    gone: 'is no longer on the server',
    rules: messages({
      'not-a-bounce': 'junk without a delivery report',
      draft: 'draft',
      drafts: 'drafts',
      trash: 'trash',
      'erased-person': 'erased person',
      access: 'link into Maillon',
      'own-automatic': 'our own sendings'
    }),
    reconcile: 'Check with the server',
    reconcileHint: 'Compares each folder with the server and reads whatever might be missing.',
    reconciledNone: 'It is all there: nothing is missing.',
    reconciledSome: (n) => `${countEn(n, 'mail was missing', 'mails were missing')} and have been read.`,
    quarantine: 'Set apart',
    quarantineLead:
      'These mails could not be understood. They stay on the server: read them in your mail program. Nothing else waits because of them.',
    quarantineReasons: messages({
      'header-too-large': 'Its header, the technical lines before the text, is outsized.',
      'too-many-parts': 'The mail is made of too many parts.',
      'nested-too-deep': 'Too many mails are nested in one another in it.',
      'too-slow': 'Understanding it takes too long.',
      unreadable: 'It is not written as a mail is, or it is damaged.',
      'too-large': 'It is too large.'
    }),
    retry: 'Read these mails again',
    retried: (released, kept) =>
      `${countEn(released, 'mail read', 'mails read')}, ${countEn(kept, 'stays apart', 'stay apart')}.`
  }
)
