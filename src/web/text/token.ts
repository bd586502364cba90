import { catalogue } from '#src/platform/i18n.ts'
import { messages, tooLongEn, tooLongFr } from './words.ts'

/** API tokens: what other programs show to read and write here. */
export const tokenText = catalogue(
  {
    title: 'Jetons d’API',
    lead: 'Un jeton laisse un autre programme (caisse, boutique, script) lire ou écrire ici, et seulement ce que vous cochez.',
    docs: 'Lire la documentation de l’API',
    none: 'Aucun jeton',
    noneText: 'Créez-en un pour chaque programme\u00a0: vous pourrez le retirer sans gêner les autres.',
    add: 'Créer un jeton',
    name: 'Pour quel programme',
    scopes: 'Ce qu’il peut faire',
    addGo: 'Créer le jeton',
    wrong: messages({
      name: 'Dites pour quel programme.',
      nameTooLong: tooLongFr(100),
      scopes: 'Cochez au moins un droit.'
    }),
    scopeNames: messages({
      read: 'tout lire',
      write: 'tout écrire (sauf effacer une personne)',
      'clients:read': 'lire les clients',
      'clients:write': 'modifier les clients',
      'clients:erase': 'effacer une personne, pour de bon',
      'threads:read': 'lire les fils de mails',
      'threads:write': 'étiqueter et clore les fils',
      'purchases:read': 'lire les achats',
      'purchases:write': 'enregistrer des achats',
      'coupons:read': 'lire les bons',
      'coupons:write': 'utiliser les bons',
      'campaigns:read': 'lire les campagnes',
      'campaigns:write': 'arrêter les campagnes, décider des relances',
      'reports:read': 'lire les résultats',
      'webhooks:read': 'lire les programmes prévenus',
      'webhooks:write': 'régler les programmes prévenus',
      'metrics:read': 'lire les mesures (Prometheus)'
    }),
    shownTitle: 'Le jeton',
    shownText: 'Copiez-le maintenant dans l’autre programme\u00a0: il ne sera plus montré.',
    created: 'créé',
    used: 'utilisé',
    neverUsed: 'jamais utilisé',
    revoked: 'retiré',
    revoke: 'Retirer',
    revokedNow: (name: string) => `Le jeton «\u00a0${name}\u00a0» ne vaut plus rien.`
  },
  {
    title: 'API tokens',
    lead: 'A token lets another program (till, shop, script) read or write here, and only what you tick.',
    docs: 'Read the documentation of the API',
    none: 'No token',
    noneText: 'Make one for each program: you can revoke it without disturbing the others.',
    add: 'Make a token',
    name: 'For which program',
    scopes: 'What it may do',
    addGo: 'Make the token',
    wrong: messages({
      name: 'Say for which program.',
      nameTooLong: tooLongEn(100),
      scopes: 'Tick at least one right.'
    }),
    scopeNames: messages({
      read: 'read everything',
      write: 'write everything (but erase nobody)',
      'clients:read': 'read clients',
      'clients:write': 'change clients',
      'clients:erase': 'erase a person, for good',
      'threads:read': 'read threads of mail',
      'threads:write': 'tag and close threads',
      'purchases:read': 'read purchases',
      'purchases:write': 'record purchases',
      'coupons:read': 'read coupons',
      'coupons:write': 'redeem coupons',
      'campaigns:read': 'read campaigns',
      'campaigns:write': 'stop campaigns, decide on follow-ups',
      'reports:read': 'read results',
      'webhooks:read': 'read the programs that are told',
      'webhooks:write': 'set the programs that are told',
      'metrics:read': 'read the measures (Prometheus)'
    }),
    shownTitle: 'The token',
    shownText: 'Copy it into the other program now: it is not shown again.',
    created: 'made',
    used: 'used',
    neverUsed: 'never used',
    revoked: 'revoked',
    revoke: 'Revoke',
    revokedNow: (name) => `The token “${name}” is worth nothing any more.`
  }
)
