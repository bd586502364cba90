import { z } from 'zod'
import {
  addClient,
  changeState,
  linkThread,
  removeInteractions,
  removeUntouchedClient,
  restoreState
} from '#src/clients/client-change-store.ts'
import { clientOfAddress, listClients } from '#src/clients/client-store.ts'
import { readAddresses } from '#src/message/addresses.ts'
import { changedSince } from '#src/platform/changed-since.ts'
import { dateOf } from '#src/platform/clock.ts'
import { deFr } from '#src/platform/i18n.ts'
import { isUs } from '#src/team/us.ts'
import { loadUs } from '#src/team/store.ts'
import { sendCard } from './card.ts'
import { clientKeyword, done, keyword, refused, type Outcome } from './keyword.ts'
import type { Said, Scene, SceneClient } from './scene.ts'

const linked = z.object({
  created: z.object({ clientId: z.string(), name: z.string(), at: z.string() }).nullable(),
  accepted: z.object({ id: z.string(), state: z.enum(['suggested', 'ignored']), reason: z.string() }).nullable(),
  interactions: z.array(z.string())
})
type Linked = z.infer<typeof linked>

export const client = keyword<Linked>({
  id: 'client',
  names: ['client', 'contact', 'cliente', 'customer', 'lier', 'link'],
  value: 'optional',
  about: {
    fr: 'fait de l’expéditeur un client, ou met le fil sur la fiche d’un client (créée au besoin)',
    en: 'makes the sender a client, or puts the thread on a client’s record (made if need be)'
  },
  example: {
    fr: '#client ou #client Jean Petit <jean@exemple.fr>',
    en: '#client or #client John Small <john@example.org>'
  },
  async act(value, scene) {
    if (value === '') return acceptSender(scene)
    const [person, another] = readAddresses(value)
    if (!person || another) return refused(WRITE_ADDRESS)
    if (isUs(await loadUs(scene.db), person.address)) return refused(OUR_OWN)
    return linkTo(scene, person)
  },
  undo: {
    form: linked,
    async takeBack({ created, accepted, interactions }, { db, at }) {
      await removeInteractions(db, interactions)
      const isAsAdded = !created || (await removeUntouchedClient(db, { ...created, at: new Date(created.at) }))
      if (!isAsAdded) throw changedSince('This record')
      if (accepted) await restoreState(db, accepted.id, { before: accepted, after: 'active', at })
    }
  }
})

type LinkOutcome = { kind: 'done'; said: Said; undo: Linked | null } | Extract<Outcome, { kind: 'refused' }>

async function acceptSender(scene: Scene): Promise<LinkOutcome> {
  const [sender, another] = scene.clients
  if (!sender || another) return refused(WRITE_ADDRESS)
  const accepted = await accept(scene, sender.id)
  if (!accepted)
    return done({ fr: `${sender.name} fait déjà partie des clients`, en: `${sender.name} is a client already` })
  return done(nowClient(sender.name), { created: null, accepted, interactions: [] })
}

async function linkTo(scene: Scene, person: { name: string; address: string }): Promise<LinkOutcome> {
  const { db, now, threadId } = scene
  const known = await clientOfAddress(db, person.address)
  const name = person.name || person.address
  const added = { name, address: person.address, reason: 'keyword', source: 'keyword', at: dateOf(now) }
  const id = known ?? (await addClient(db, added))
  const [found] = await listClients(db, { state: 'all', among: [id] })
  if (!found) throw new Error(`client ${id} was neither found nor made`)
  const created = known === null ? { clientId: id, name, at: added.at.toISOString() } : null
  const accepted = known === null ? null : await accept(scene, known)
  const interactions = await linkThread(db, { clientId: found.id, threadId, at: dateOf(now) })
  scene.clients = [found]
  const said = {
    fr: `fil mis sur la fiche ${deFr(found.name)}${created ? ', créée' : ''}`,
    en: `thread put on the record of ${found.name}${created ? ', newly made' : ''}`
  }
  return done(said, { created, accepted, interactions })
}

async function accept({ db, now }: Scene, id: string): Promise<Linked['accepted']> {
  const before = await changeState(db, id, {
    from: ['suggested', 'ignored'],
    to: 'active',
    reason: 'accepted',
    at: dateOf(now)
  })
  const isChange = before?.state === 'suggested' || before?.state === 'ignored'
  return isChange ? { id, state: before.state === 'ignored' ? 'ignored' : 'suggested', reason: before.reason } : null
}

export const card = clientKeyword({
  id: 'card',
  names: ['fiche', 'card', 'record'],
  value: 'none',
  about: { fr: 'vous envoie la fiche du client', en: 'mails you the client’s record' },
  example: { fr: '#fiche', en: '#card' },
  async act(_, scene: Scene, client: SceneClient) {
    const isSent = await sendCard(scene, client)
    if (!isSent) return refused({ fr: 'aucune boîte ne peut envoyer de mail', en: 'no mailbox can send mail' })
    return done({
      fr: `la fiche ${deFr(client.name)} vous arrive à part`,
      en: `the record of ${client.name} comes to you apart`
    })
  }
})

function nowClient(name: string): Said {
  return { fr: `${name} fait maintenant partie des clients`, en: `${name} is a client now` }
}

const WRITE_ADDRESS: Said = {
  fr: 'écrivez l’adresse\u00a0: #client Jean Petit <jean@exemple.fr>',
  en: 'write the address: #client John Small <john@example.org>'
}
const OUR_OWN: Said = { fr: 'cette adresse est l’une des nôtres', en: 'this address is one of our own' }
