import { z } from 'zod'
import { stream } from 'hono/streaming'
import { currentClient } from '#src/clients/client-store.ts'
import { clientCard } from '#src/clients/vcard/card-store.ts'
import { EXPORTED_FILES, readExport } from '#src/export/export-all.ts'
import { personFile } from '#src/export/person-file.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { act } from '#src/web/acts/act.ts'
import { page } from '#src/web/answer.tsx'
import { TextField } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Icon } from '#src/web/components/icon.tsx'
import { Sheet } from '#src/web/components/sheet.tsx'
import { readQuery } from '#src/web/form-data.ts'
import { Framed } from '#src/web/layout.tsx'
import { get, type Route } from '#src/web/route.ts'
import { dataFilesText } from '#src/web/text/data-files.ts'
import { dataText } from '#src/web/text/data.ts'
import { settingsText } from '#src/web/text/settings.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'

/** Everything out again: all of it file by file, what is held on one person, a card for an address book. */
export const dataPages: Route[] = [
  get('/settings/data', 'owner', (visit) => page(visit, <DataPage view={visit.var.view} />)),
  get('/settings/data/person', 'owner', sendPerson),
  get('/settings/data/files/:file', 'owner', sendFile),
  get('/clients/:id/card.vcf', 'member', sendCard)
]

const TYPES: Record<string, string> = { csv: 'text/csv', vcf: 'text/vcard', jsonl: 'application/jsonl' }

async function sendFile(visit: Visit) {
  const { world } = visit.var
  const file = visit.req.param('file') ?? ''
  if (!EXPORTED_FILES.includes(file)) throw new Refusal('not-found', `There is no file ${file}.`)
  await act(visit, async () => ({ action: 'data.export', subject: { kind: 'file', id: file } }))
  attach(visit, file, TYPES[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream')
  return stream(visit, async (out) => {
    await readExport(world.database, file, async (text) => {
      await out.write(text)
    })
  })
}

const personQuery = z.object({ address: z.string().max(320).default('') })

async function sendPerson(visit: Visit) {
  const { world } = visit.var
  const id = await currentClient(world.db, readQuery(visit, personQuery).address)
  await act(visit, async () => ({ action: 'client.export', subject: { kind: 'client', id } }))
  const held = await personFile(world.db, id)
  attach(visit, `${id}.json`, 'application/json')
  return visit.body(`${JSON.stringify(held, null, 2)}\n`)
}

async function sendCard(visit: Visit) {
  const id = visit.req.param('id') ?? ''
  const card = await clientCard(visit.var.world.db, id)
  attach(visit, 'client.vcf', 'text/vcard')
  return visit.body(card)
}

function attach(visit: Visit, name: string, type: string): void {
  visit.header('Content-Type', `${type}; charset=utf-8`)
  visit.header('Content-Disposition', `attachment; filename="${name}"`)
}

function DataPage({ view }: { view: View }) {
  const text = dataText[view.language]
  return (
    <Framed view={view} title={text.title}>
      <Head
        title={text.title}
        lead={text.lead}
        back={{ href: '/settings', label: settingsText[view.language].title }}
      />
      <Sheet title={text.import} id="import">
        <div class="stack">
          <p>{text.importText}</p>
          <p>
            <a class="button" href="/settings/import">
              <Icon name="upload" /> {text.importGo}
            </a>
          </p>
        </div>
      </Sheet>
      <Sheet title={text.person} id="person">
        <form action="/settings/data/person" class="form">
          <p>{text.personText}</p>
          <TextField label={text.personAddress} name="address" type="email" autocomplete="off" required />
          <button class="button">{text.personGo}</button>
        </form>
      </Sheet>
      <Sheet title={text.files} id="files" aside={text.filesAside}>
        <div class="stack">
          {Object.entries(FILE_GROUPS).map(([group, files]) => (
            <FileGroup view={view} group={group} files={files} />
          ))}
        </div>
      </Sheet>
    </Framed>
  )
}

/** What is exported, as people think of it; a test finds each file here. */
const FILE_GROUPS: Record<string, string[]> = {
  again: ['clients.csv', 'purchases.csv', 'clients.vcf'],
  clients: [
    'companies.jsonl',
    'fields.jsonl',
    'field-changes.jsonl',
    'interactions.jsonl',
    'preferences.jsonl',
    'consents.jsonl',
    'suppressions.jsonl',
    'reminders.jsonl',
    'segments.jsonl',
    'distinctions.jsonl',
    'kept-acts.jsonl'
  ],
  mails: ['threads.jsonl', 'thread-tags.jsonl', 'messages.jsonl', 'message-addresses.jsonl'],
  campaigns: [
    'campaigns.jsonl',
    'campaign-versions.jsonl',
    'follow-ups.jsonl',
    'follow-up-events.jsonl',
    'letter-templates.jsonl'
  ],
  offers: [
    'coupons.jsonl',
    'coupon-redemptions.jsonl',
    'points.jsonl',
    'points-rules.jsonl',
    'points-rewards.jsonl',
    'points-notices.jsonl'
  ],
  house: ['settings.jsonl', 'members.jsonl', 'mailboxes.jsonl', 'audit.jsonl']
}

function FileGroup({ view, group, files }: { view: View; group: string; files: string[] }) {
  const text = dataFilesText[view.language]
  return (
    <section class="stack tight">
      <h3>{text.groups[group]}</h3>
      <ul class="choices files">
        {files.map((file) => (
          <li>
            <a class="iconed" href={`/settings/data/files/${file}`} download>
              <Icon name="download" /> {text.names[file]}
            </a>
          </li>
        ))}
      </ul>
      {group === 'again' ? <p class="soft small">{text.forPrograms}</p> : null}
    </section>
  )
}
