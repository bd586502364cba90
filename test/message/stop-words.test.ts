import { expect, test } from 'vitest'
import { stopRequest } from '#src/message/stop-words.ts'

test.each([
  'STOP',
  'Stop.',
  'stop svp',
  'Bonjour, désabonnement s’il vous plaît. Merci',
  'Désinscription',
  'unsubscribe',
  'Unsubscribe me please',
  'Please remove me',
  'STOP\n\nEnvoyé par Claire',
  'Abmelden',
  'Baja, por favor',
  'Cancellami per favore',
  'afmelden',
  'отписаться',
  '退订'
])('%j asks to be written to no more', (text) => {
  expect(stopRequest(text)).not.toBeNull()
})

test.each([
  'Stop à la gare, je vous attends',
  'Bonjour,\n\nstop',
  'Non-stop',
  'Je voudrais arrêter la commande',
  'Fin\nde la commande : 12 chaises',
  'Cancel\nthe second chair, please',
  'Merci',
  '',
  'Comment me désinscrire ?'
])('%j does not', (text) => {
  expect(stopRequest(text)).toBeNull()
})
