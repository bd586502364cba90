import { existsSync, readdirSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eraseClient } from '#src/clients/erase.ts'
import { silentLog } from '#src/platform/log.ts'
import { refusedPath, uploadPath } from '#src/web/importing/files.ts'
import { startImporter } from '#src/web/importing/importer.ts'
import { findImport, turnImport } from '#src/web/importing/import-store.ts'
import { doStep } from '#src/web/importing/work.ts'
import { testDatabase } from '#test/setup/database.ts'
import { ownerIn, proofIn, testWorld, visitor, type TestWorld, type Visitor } from '#test/web/world.ts'

const CLIENTS = `Code client;Nom;Courriel;Anniversaire;Couleur
C1;Zoé Roy;zoe@mail.example;14/05/1980;bleu
C2;Paul Gagnon;paul@mail.example;35/13/1980;vert
C3;Inès Petit;ines@mail.example;;rouge
`

let world: TestWorld
let owner: Visitor
let folder: string
beforeAll(async () => {
  const made = testWorld(await testDatabase())
  folder = join(tmpdir(), `maillon-imports-${made.random.token(9)}`)
  world = { ...made, imports: { folder, look: () => undefined } }
  owner = await ownerIn(world)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Sent {
  content: string | Uint8Array<ArrayBuffer>
  name?: string
  kind?: string
  by?: Visitor
  proof?: string
  headers?: Record<string, string>
}

async function send({ content, name = 'clients.csv', kind = 'clients', by = owner, proof, headers = {} }: Sent) {
  const form = new FormData()
  form.set('_proof', proof ?? proofIn(await by.text('/account')))
  form.set('kind', kind)
  form.set('file', new File([content], name))
  return by.ask('/settings/import', { method: 'POST', body: form, headers: { Origin: world.publicUrl, ...headers } })
}

async function sent(given: Sent): Promise<string> {
  const answer = await send(given)
  expect(answer.status).toBe(303)
  return answer.headers.get('Location') ?? ''
}

const idOf = (path: string) => path.split('/').at(-1) ?? ''

/** Does what was asked for, as the thread does. */
async function work(path: string) {
  const id = idOf(path)
  const row = await findImport(world.db, id)
  const to = row?.state === 'check-asked' ? 'checking' : 'importing'
  await turnImport(world.db, id, { from: ['check-asked', 'import-asked'], to, at: new Date() })
  await doStep({ ...world, folder }, id)
}

/** What the page of columns would post unchanged. */
async function columnsOf(path: string): Promise<Record<string, string>> {
  const html = await owner.text(path)
  const selects = [...html.matchAll(/<select id="(column-\d+)"[^>]*>(.*?)<\/select>/gs)]
  return Object.fromEntries(
    selects.map(([, name = '', options = '']) => [name, /value="([^"]*)" selected/.exec(options)?.[1] ?? ''])
  )
}

async function post(path: string, fields: Record<string, string> = {}) {
  return owner.send(path, fields, '/account')
}

describe('a file of clients', () => {
  test('is recognised, tried, imported once, and told of in the journal; the file is gone afterwards', async () => {
    const path = await sent({ content: CLIENTS })
    const columns = await owner.text(path)
    expect(columns).toContain('zoe@mail.example')
    expect(columns).toContain('1 colonne non reprise')
    await post(`${path}/columns`, { ...(await columnsOf(path)), keepAs: 'Ancienne caisse' })
    expect(await owner.text(path)).toContain('Essai en cours')
    await work(path)
    const checked = await owner.text(path)
    expect(checked).toContain('Importer sans la ligne refusée')
    expect(checked).toContain('Anniversaire «\u00a035/13/1980\u00a0»\u00a0: il faut un jour')
    expect(await world.db.client.count()).toBe(0)
    await post(`${path}/run`)
    await work(path)
    expect(await world.db.client.count()).toBe(2)
    expect(await owner.text(path)).toContain('C’est importé')
    expect(existsSync(uploadPath(folder, idOf(path)))).toBe(false)
    const line = await world.db.auditEntry.findFirstOrThrow({ where: { action: 'import.file' } })
    expect(line).toMatchObject({
      actorKind: 'member',
      after: { file: 'clients.csv', read: 3, created: 2, updated: 0, unchanged: 0, refused: 1 }
    })
    expect(await owner.text('/settings/audit')).toContain('a importé un fichier')
    const refused = await (await owner.ask(`${path}/refused.csv`)).text()
    expect(refused.split('\n')[0]).toBe('Code client;Nom;Courriel;Anniversaire;Couleur;Ligne;Raison du refus')
    expect(refused).toContain('C2;Paul Gagnon;paul@mail.example;35/13/1980;vert;3;anniversaire')
  })

  test('imported again changes nothing, and is recognised by the columns that were kept', async () => {
    const path = await sent({ content: CLIENTS })
    expect(await owner.text(path)).toMatch(/<option value="Ancienne caisse" selected/)
    await post(`${path}/columns`, await columnsOf(path))
    await work(path)
    expect(await owner.text(path)).toContain('importer ne changerait rien')
    expect(await findImport(world.db, idOf(path))).toMatchObject({ created: 0, updated: 0, unchanged: 2, refusals: 1 })
  })

  test('asks for what is missing, and refuses two columns for one field', async () => {
    const path = await sent({ content: CLIENTS })
    const none = await post(`${path}/columns`)
    expect(none.status).toBe(422)
    expect(await none.text()).toContain('Il manque une colonne pour le nom')
    const twice = await post(`${path}/columns`, { 'column-1': 'name', 'column-2': 'name' })
    expect(twice.status).toBe(422)
    expect(await twice.text()).toContain('Deux colonnes ne peuvent pas aller au même endroit')
    await post(`${path}/drop`)
    expect(existsSync(uploadPath(folder, idOf(path)))).toBe(false)
    expect(await owner.text(path)).toContain('Cet import est abandonné')
  })

  test('of vCards has no columns to confirm', async () => {
    const card = 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Noé Roux\r\nEMAIL:noe@mail.example\r\nEND:VCARD\r\n'
    const path = await sent({ content: card, name: 'carnet.vcf' })
    expect(await owner.text(path)).toContain('Essai en cours')
    await work(path)
    expect(await findImport(world.db, idOf(path))).toMatchObject({ state: 'checked', created: 1 })
    const answer = await send({ content: card, name: 'carnet.vcf', kind: 'purchases' })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('Une vCard contient des personnes')
  })
})

test('purchases whose client is not known are refused in words, until their records are to be made; days can be turned round', async () => {
  const content = 'N° ticket;Date;Code client;Total\nT1;03/04/2026;C1;12,50\nT2;05/06/2026;C9;20,00\n'
  const path = await sent({ content, name: 'achats.csv', kind: 'purchases' })
  await post(`${path}/columns`, await columnsOf(path))
  await work(path)
  const checked = await owner.text(path)
  expect(checked).toContain('Le client C9 n’est pas connu')
  expect(checked).toContain('Lire mois d’abord')
  await post(`${path}/dates`, { dates: 'month-first' })
  await work(path)
  expect(await owner.text(path)).toContain('Les dates sont lues mois d’abord')
  await post(`${path}/again`)
  await post(`${path}/columns`, { ...(await columnsOf(path)), createClients: 'yes' })
  await work(path)
  expect(await findImport(world.db, idOf(path))).toMatchObject({ created: 2, refusals: 0 })
  await post(`${path}/run`)
  await work(path)
  const purchases = await world.db.purchase.findMany({ orderBy: { externalId: 'asc' } })
  expect(purchases.map(({ on }) => on.toISOString().slice(0, 10))).toEqual(['2026-03-04', '2026-05-06'])
})

describe('what is no table', () => {
  const picture = Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 7) % 251))
  ])
  test.each([
    ['a picture', picture, 'Ce n’est pas un fichier CSV'],
    ['a picture of zeros', Buffer.from(`89504e470d0a1a0a${'00'.repeat(200)}`, 'hex'), 'Ce n’est pas un fichier CSV'],
    ['a workbook', Buffer.from('504b0304140006000800', 'hex'), 'Ce n’est pas un fichier CSV'],
    ['a web page', Buffer.from('<!doctype html><p>403'), 'Ce n’est pas un fichier CSV']
  ])('%s is said to be none at once, and leaves nothing in the list', async (_, bytes, words) => {
    const before = await world.db.fileImport.count()
    const answer = await send({ content: new Uint8Array(bytes), name: 'clients.xlsx', kind: 'purchases' })
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(html).toContain(words)
    expect(html).toMatch(/value="purchases" checked/)
    expect(await world.db.fileImport.count()).toBe(before)
  })

  test('another encoding is read for what it is', async () => {
    const content = new Uint8Array(Buffer.from('Nom;Courriel\nÉlise Lefèvre;elise@mail.example\n', 'latin1'))
    expect(await owner.text(await sent({ content }))).toContain('Élise Lefèvre')
  })

  test('an empty file, and none, are asked for again', async () => {
    const answer = await send({ content: '' })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('Choisissez un fichier qui ne soit pas vide')
  })
})

describe('two rows of one file for the same client', () => {
  const TWICE = `Code;Nom;Courriel;Téléphone;Anniversaire
;Claire Morel;couple@mail.example;;14/05
;Paul Morel;couple@mail.example;06 12 34 56 78;14/05/1980
;Claire Morel;couple@mail.example;;
`

  test('the first row counts, the next ones complete it; trial and outcome say which', async () => {
    const path = await sent({ content: TWICE, name: 'couple.csv' })
    await post(`${path}/columns`, await columnsOf(path))
    await work(path)
    const trial = await owner.text(path)
    expect(trial).toContain('2 lignes nomment un client déjà nommé plus haut')
    expect(trial).toContain('ligne 3, comme la ligne 2')
    expect(await findImport(world.db, idOf(path))).toMatchObject({ read: 3, created: 1, updated: 0, unchanged: 0 })
    await post(`${path}/run`)
    await work(path)
    expect(await owner.text(path)).toContain('ligne 4, comme la ligne 2')
    const { client } = await world.db.clientAddress.findFirstOrThrow({
      where: { address: 'couple@mail.example' },
      include: { client: true }
    })
    const whole = { name: 'Claire Morel', phone: '+33612345678', birthdayDay: 14, birthdayYear: 1980 }
    expect(client).toMatchObject(whole)
    const line = await world.db.auditEntry.findFirstOrThrow({ where: { action: 'import.file', subjectId: idOf(path) } })
    expect(line.after).toMatchObject({ read: 3, created: 1, updated: 0, unchanged: 0, same: 2, refused: 0 })
    expect(await owner.text('/settings/audit')).toContain('lignes de plus pour un même client')
  })

  test('are counted in the journal of an import that was interrupted too', async () => {
    const path = await sent({ content: TWICE, name: 'couple.csv' })
    await post(`${path}/columns`, await columnsOf(path))
    await work(path)
    await post(`${path}/run`)
    await world.database.pool.query(`
      CREATE FUNCTION stop_here() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'gone'; END $$;
      CREATE TRIGGER stop_here BEFORE UPDATE ON file_import FOR EACH ROW WHEN (NEW.state = 'imported')
        EXECUTE FUNCTION stop_here()`)
    await expect(work(path)).rejects.toThrow('gone')
    await world.database.pool.query('DROP TRIGGER stop_here ON file_import; DROP FUNCTION stop_here()')
    await post(`${path}/stop`)
    const told = { action: 'import.interrupt', subjectId: idOf(path) }
    const line = await world.db.auditEntry.findFirstOrThrow({ where: told })
    expect(line.after).toMatchObject({ read: 3, same: 2, refused: 0 })
  })

  test('the same file again changes nothing', async () => {
    const path = await sent({ content: TWICE, name: 'couple.csv' })
    await post(`${path}/columns`, await columnsOf(path))
    await work(path)
    expect(await findImport(world.db, idOf(path))).toMatchObject({ created: 0, updated: 0, unchanged: 1 })
  })
})

describe('what cannot be imported', () => {
  test('an import that failed has ended: nothing of it is there to be given up', async () => {
    const path = await sent({ content: CLIENTS })
    const change = { from: ['columns' as const], to: 'failed' as const, at: new Date(), failure: 'not-csv' }
    await turnImport(world.db, idOf(path), change)
    const html = await owner.text(path)
    expect(html).toContain('Ce fichier n’a pas pu être lu')
    expect(html).not.toContain('Abandonner cet import')
    await post(`${path}/drop`)
    expect(await findImport(world.db, idOf(path))).toMatchObject({ state: 'failed', failure: 'not-csv' })
  })

  test('a file that can no longer be read at its columns can be given up', async () => {
    const path = await sent({ content: CLIENTS })
    await writeFile(uploadPath(folder, idOf(path)), '')
    expect(await owner.text(path)).toContain('Abandonner cet import')
    await post(`${path}/drop`)
    expect(await findImport(world.db, idOf(path))).toMatchObject({ state: 'given-up' })
  })

  test('what was ticked stays ticked where no file was chosen', async () => {
    expect(await (await send({ content: '', kind: 'purchases' })).text()).toMatch(/value="purchases" checked/)
  })

  test('a file that waits for nobody does not say that it waits for another', async () => {
    const path = await sent({ content: 'BEGIN:VCARD\nFN:Ana Roy\nEMAIL:ana@mail.example\nEND:VCARD\n', name: 'a.vcf' })
    expect(await owner.text(path)).not.toContain('En attente')
    const other = await sent({ content: CLIENTS })
    await turnImport(world.db, idOf(other), { from: ['columns'], to: 'checking', at: new Date() })
    expect(await owner.text(path)).toContain('En attente\u00a0: un autre import se termine d’abord.')
    await turnImport(world.db, idOf(other), { from: ['checking'], to: 'given-up', at: new Date() })
  })

  test('the refused rows of an import that was dropped are gone, and the answer says so', async () => {
    const path = await sent({ content: CLIENTS })
    await post(`${path}/columns`, await columnsOf(path))
    await work(path)
    expect((await owner.ask(`${path}/refused.csv`)).status).toBe(200)
    await post(`${path}/drop`)
    const answer = await owner.ask(`${path}/refused.csv`)
    expect(answer.status).toBe(410)
    expect(await answer.text()).toContain('Cette liste n’est plus là')
  })
})

describe('a hostile upload', () => {
  const filesIn = () => (existsSync(folder) ? readdirSync(folder) : [])

  test('cannot choose where it is kept', async () => {
    const path = await sent({ content: CLIENTS, name: '../../../etc/cron.d/évil\u0000\u202e.csv' })
    expect(existsSync(uploadPath(folder, idOf(path)))).toBe(true)
    expect(await findImport(world.db, idOf(path))).toMatchObject({ fileName: 'évil.csv' })
  })

  test('may have a name of many letters: none is cut in two', async () => {
    const path = await sent({ content: CLIENTS, name: `x${'😀'.repeat(150)}.csv` })
    expect(await findImport(world.db, idOf(path))).toMatchObject({ fileName: `${'😀'.repeat(116)}.csv` })
  })

  test('that names itself as a script is shown as text', async () => {
    const path = await sent({ content: 'Nom;<script>alert(1)</script>\n<b>Zoé</b>;x\n', name: '<img src=x>.csv' })
    const html = await owner.text(path)
    expect(html).not.toMatch(/<img src=x>|<script>alert|<b>Zoé/)
  })

  test('without proof, with that of another, or from another site leaves no file', async () => {
    const before = filesIn().length
    const stranger = proofIn(await visitor(world).text('/sign-in'))
    for (const answer of [
      await send({ content: CLIENTS, proof: '' }),
      await send({ content: CLIENTS, proof: stranger }),
      await send({ content: CLIENTS, headers: { Origin: 'https://evil.example' } })
    ])
      expect(answer.status).toBe(403)
    expect(filesIn()).toHaveLength(before)
  })

  test('of a member who is no owner leaves no file', async () => {
    const before = filesIn().length
    await world.db.member.updateMany({ data: { role: 'member' } })
    expect((await send({ content: CLIENTS })).status).toBe(403)
    await world.db.member.updateMany({ data: { role: 'owner' } })
    expect(filesIn()).toHaveLength(before)
  })

  test('cannot be repeated without end', async () => {
    const now = world.clock.now().epochMilliseconds
    const windowStart = new Date(now - (now % 3_600_000))
    const { id } = await world.db.member.findFirstOrThrow()
    const key = `upload ${id}`
    await world.db.attempt.upsert({
      where: { key_windowStart: { key, windowStart } },
      create: { key, windowStart, count: 30 },
      update: { count: 30 }
    })
    expect((await send({ content: CLIENTS })).status).toBe(429)
    await world.db.attempt.deleteMany()
  })
})

describe('what is left behind', () => {
  test('files and lists of refused rows are not shown once a person is erased', async () => {
    const path = await sent({ content: CLIENTS, name: 'Zoé Roy.csv' })
    await post(`${path}/columns`, await columnsOf(path))
    await work(path)
    expect(await owner.text(path)).toContain('Paul Gagnon')
    const by = { kind: 'system' as const, id: 'test' }
    await world.db.$transaction((tx) =>
      eraseClient(tx, 'zoe@mail.example', { by, at: new Date(), secrets: world.secrets })
    )
    const html = await owner.text(path)
    expect(html).toContain('Le fichier n’est plus là')
    expect(html).not.toMatch(/Paul Gagnon|Zoé Roy/)
    expect((await owner.ask(`${path}/refused.csv`)).status).toBe(410)
  })

  test('the importer goes on with what was asked for in a thread, interrupts what is lost, and clears the folder', async () => {
    const config = { key: Buffer.alloc(32, 7).toString('base64'), dataFolder: folder }
    const given = { config, database: world.database, clock: world.clock, log: silentLog, holder: 'test:::1', folder }
    const asked = await sent({ content: 'Nom;Courriel\nHugo Bernard;hugo@mail.example\n' })
    await post(`${asked}/columns`, await columnsOf(asked))
    const lost = await sent({ content: CLIENTS })
    await turnImport(world.db, idOf(lost), { from: ['columns'], to: 'importing', at: new Date() })
    const old = await sent({ content: CLIENTS })
    await turnImport(world.db, idOf(old), { from: ['columns'], to: 'columns', at: new Date('2026-11-20') })
    await writeFile(uploadPath(folder, 'unknown'), 'x')
    const importer = startImporter(given)
    await expect
      .poll(async () => (await findImport(world.db, idOf(asked)))?.state, { timeout: 600_000 })
      .toBe('checked')
    await importer.stop()
    expect(await findImport(world.db, idOf(asked))).toMatchObject({ read: 1, created: 1 })
    expect(await owner.text(lost)).toContain('L’import s’est arrêté en chemin')
    expect(await world.db.auditEntry.count({ where: { action: 'import.interrupt', subjectId: idOf(lost) } })).toBe(1)
    expect(existsSync(uploadPath(folder, idOf(lost)))).toBe(true)
    expect(await findImport(world.db, idOf(old))).toMatchObject({ state: 'given-up' })
    for (const id of ['unknown', idOf(old)]) expect(existsSync(uploadPath(folder, id))).toBe(false)
    expect(existsSync(refusedPath(folder, idOf(old)))).toBe(false)
    await post(`${lost}/run`)
    await work(lost)
    expect(await findImport(world.db, idOf(lost))).toMatchObject({ state: 'imported' })
  })
})
