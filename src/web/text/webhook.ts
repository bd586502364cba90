import { catalogue } from '#src/platform/i18n.ts'
import { countEn, countFr, messages, tooLongEn, tooLongFr } from './words.ts'

/** Webhooks: other programs that are told of what happens. */
export const webhookText = catalogue(
  {
    title: 'Programmes prévenus (webhooks)',
    lead: 'Maillon prévient vos autres programmes de ce qui arrive\u00a0: une requête signée, refaite tant qu’elle n’aboutit pas.',
    none: 'Aucun programme n’est prévenu',
    noneText: 'Ajoutez l’adresse d’un programme, par exemple votre boutique en ligne ou un outil d’automatisation.',
    add: 'Ajouter une adresse',
    name: 'Nom du programme',
    url: 'Adresse',
    urlHint: 'Elle commence par https:// et doit être joignable depuis Internet.',
    events: 'De quoi le prévenir',
    addGo: 'Ajouter',
    wrong: messages({
      name: 'Donnez-lui un nom.',
      nameTooLong: tooLongFr(100),
      url: 'Il faut une adresse qui commence par https://, sans mot de passe dedans.',
      events: 'Cochez au moins un événement.'
    }),
    eventNames: messages({
      'client.created': 'un client est ajouté',
      'client.updated': 'une fiche change',
      'client.merged': 'deux fiches sont réunies',
      'client.erased': 'une personne est effacée',
      'client.unsubscribed': 'un client se désinscrit',
      'mail.received': 'un client écrit',
      'interaction.added': 'un échange est noté (appel, visite, commande…)',
      'purchase.recorded': 'un achat arrive',
      'purchase.changed': 'un achat change',
      'coupon.redeemed': 'un bon est utilisé',
      'coupon.given-back': 'un bon est rendu',
      'follow-up.sent': 'une relance part',
      'follow-up.answered': 'un client répond à une relance',
      'follow-up.bounced': 'une relance revient',
      'bulk.changed': 'beaucoup de lignes à la fois (import)',
      trial: 'essai'
    }),
    secretTitle: 'Le secret de signature',
    secretText:
      'Copiez-le maintenant dans votre programme\u00a0: il ne sera plus montré. Il prouve que les requêtes viennent d’ici.',
    states: messages({ on: 'en marche', failing: 'n’aboutit pas', off: 'arrêté' }),
    offWhy: messages({
      failing: 'Arrêté\u00a0: rien n’a abouti pendant trois jours. Réparez le programme, puis remettez en marche.',
      gone: 'Arrêté\u00a0: le programme a répondu qu’il n’en voulait plus (410).',
      'by-hand': 'Arrêté à la main.'
    }),
    failingSince: 'Rien n’aboutit depuis',
    waiting: (n: number) => countFr(n, 'envoi en attente', 'envois en attente'),
    failed: (n: number) => countFr(n, 'envoi abandonné', 'envois abandonnés'),
    switchOff: 'Arrêter',
    switchOn: 'Remettre en marche',
    switchedOff: 'Arrêté. Ce qui arrive entre-temps ne sera pas envoyé.',
    switchedOn: 'En marche. Ce qui attendait part maintenant.',
    trial: 'Envoyer un essai',
    trialSent: 'Un essai part. Son résultat s’affiche ci-dessous.',
    renew: 'Changer le secret',
    remove: 'Supprimer',
    removed: 'Adresse supprimée.',
    deliveries: 'Envois',
    deliveriesAside: 'Gardés 30 jours.',
    noDeliveries: 'Rien n’est encore parti.',
    deliveryStates: messages({ waiting: 'en attente', delivered: 'reçu', failed: 'abandonné' }),
    tries: (n: number) => countFr(n, 'essai', 'essais'),
    nextTry: 'prochain essai',
    answered: (status: number) => `réponse ${status}`,
    whys: messages({
      status: 'le programme a répondu par une erreur',
      redirected: 'l’adresse renvoie ailleurs\u00a0; donnez l’adresse finale',
      gone: 'le programme n’en veut plus',
      'private-address': 'l’adresse mène à une machine privée',
      timeout: 'pas de réponse en 15 secondes',
      tls: 'connexion non sûre (https ou certificat)',
      unreachable: 'injoignable',
      'unreadable-secret': 'le secret ne se lit plus\u00a0: changez-le'
    }),
    resend: 'Renvoyer',
    resent: 'L’envoi repart.',
    notice: {
      subject: (name: string) => `«\u00a0${name}\u00a0» n’est plus prévenu`,
      body: (of: { name: string; host: string; link: string; why: string }) =>
        `Bonjour,\n\nMaillon ne prévient plus «\u00a0${of.name}\u00a0» (${of.host}).\n${of.why}\n\nVoir les envois et remettre en marche\u00a0:\n${of.link}\n`
    }
  },
  {
    title: 'Programs that are told (webhooks)',
    lead: 'Maillon tells your other programs what happens: a signed request, made again until it gets through.',
    none: 'No program is told',
    noneText: 'Add the address of a program, for example your web shop or an automation tool.',
    add: 'Add an address',
    name: 'Name of the program',
    url: 'Address',
    urlHint: 'It begins with https:// and must be reachable from the Internet.',
    events: 'What to tell it',
    addGo: 'Add',
    wrong: messages({
      name: 'Give it a name.',
      nameTooLong: tooLongEn(100),
      url: 'An address is needed that begins with https://, without a password in it.',
      events: 'Tick at least one event.'
    }),
    eventNames: messages({
      'client.created': 'a client is added',
      'client.updated': 'a record changes',
      'client.merged': 'two records are made one',
      'client.erased': 'a person is erased',
      'client.unsubscribed': 'a client unsubscribes',
      'mail.received': 'a client writes',
      'interaction.added': 'something is noted (call, visit, order…)',
      'purchase.recorded': 'a purchase arrives',
      'purchase.changed': 'a purchase changes',
      'coupon.redeemed': 'a coupon is redeemed',
      'coupon.given-back': 'a coupon is given back',
      'follow-up.sent': 'a follow-up leaves',
      'follow-up.answered': 'a client answers a follow-up',
      'follow-up.bounced': 'a follow-up comes back',
      'bulk.changed': 'many rows at once (import)',
      trial: 'trial'
    }),
    secretTitle: 'The signing secret',
    secretText: 'Copy it into your program now: it is not shown again. It proves that requests come from here.',
    states: messages({ on: 'on', failing: 'does not get through', off: 'off' }),
    offWhy: messages({
      failing: 'Off: nothing got through for three days. Mend the program, then switch it on again.',
      gone: 'Off: the program answered that it wants no more (410).',
      'by-hand': 'Switched off by hand.'
    }),
    failingSince: 'Nothing gets through since',
    waiting: (n) => countEn(n, 'delivery waits', 'deliveries wait'),
    failed: (n) => countEn(n, 'delivery given up', 'deliveries given up'),
    switchOff: 'Switch off',
    switchOn: 'Switch on again',
    switchedOff: 'Off. What happens meanwhile will not be sent.',
    switchedOn: 'On. What waited leaves now.',
    trial: 'Send a trial',
    trialSent: 'A trial leaves. What came of it shows below.',
    renew: 'Change the secret',
    remove: 'Delete',
    removed: 'Address deleted.',
    deliveries: 'Deliveries',
    deliveriesAside: 'Kept for 30 days.',
    noDeliveries: 'Nothing has left yet.',
    deliveryStates: messages({ waiting: 'waiting', delivered: 'received', failed: 'given up' }),
    tries: (n) => countEn(n, 'try', 'tries'),
    nextTry: 'next try',
    answered: (status) => `answer ${status}`,
    whys: messages({
      status: 'the program answered with an error',
      redirected: 'the address leads elsewhere; give the final one',
      gone: 'the program wants no more',
      'private-address': 'the address leads to a private machine',
      timeout: 'no answer within 15 seconds',
      tls: 'no safe connection (https or certificate)',
      unreachable: 'not reachable',
      'unreadable-secret': 'the secret cannot be read any more: change it'
    }),
    resend: 'Send again',
    resent: 'It is sent again.',
    notice: {
      subject: (name) => `“${name}” is no longer told`,
      body: (of) =>
        `Hello,\n\nMaillon no longer tells “${of.name}” (${of.host}).\n${of.why}\n\nSee the deliveries and switch it on again:\n${of.link}\n`
    }
  }
)
