import { z } from 'zod'
import type { Campaign } from '#src/campaigns/campaign-store.ts'
import { loadDaysOff } from '#src/campaigns/holidays.ts'
import { NO_MAILBOX, renderPreview, type ShownMail } from '#src/campaigns/render-preview.ts'
import { LETTER_FIELDS } from '#src/delivery/letter/editor.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { page } from '#src/web/answer.tsx'
import { SelectField } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { MailFrames } from '#src/web/components/mail-frames.tsx'
import { Empty, Note, Sheet } from '#src/web/components/sheet.tsx'
import { readQuery } from '#src/web/form-data.ts'
import { moment } from '#src/web/format.ts'
import { letterResponse } from '#src/web/letter-response.ts'
import { Framed } from '#src/web/layout.tsx'
import { exampleClients } from '#src/web/reading/campaigns-store.ts'
import { clientNames } from '#src/web/reading/record-store.ts'
import { get, type Route } from '#src/web/route.ts'
import { dryRunText } from '#src/web/text/dry-run.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'
import { campaignOf, momentOf } from './found.ts'
import { titleOf } from './title.tsx'

/** A campaign's mail as one client gets it, at the width of a screen and of a phone; nothing is sent. */
export const campaignMailPages: Route[] = [
  get('/campaigns/:name/mail', 'member', showMail),
  get('/campaigns/:name/mail/frame', 'member', showFrame)
]

const asked = z.object({ client: z.guid().optional(), step: z.coerce.number().int().min(1).max(12).default(1) })

const CLIENTS_OFFERED = 30

async function showMail(visit: Visit) {
  const { view, world } = visit.var
  const campaign = await campaignOf(visit)
  const query = readQuery(visit, asked)
  const offered = await exampleClients(world.db, CLIENTS_OFFERED)
  const clientId = query.client ?? offered[0]?.id
  const mail = clientId === undefined ? null : await mailFor(visit, campaign, { clientId, step: query.step })
  const names = clientId === undefined ? new Map<string, string>() : await clientNames(world.db, [clientId])
  const isOffered = offered.some(({ id }) => id === clientId)
  const own = clientId !== undefined && !isOffered ? [{ id: clientId, name: names.get(clientId) ?? '' }] : []
  const shown = { campaign, clientId: clientId ?? '', step: query.step, clients: [...own, ...offered], mail }
  return page(visit, <MailPage view={view} shown={shown} />)
}

async function mailFor(visit: Visit, campaign: Campaign, about: { clientId: string; step: number }) {
  const { world } = visit.var
  const { settings, firm, now } = await momentOf(visit)
  const holidays = await loadDaysOff(firm)
  return renderPreview(world.db, campaign, about, { settings, firm, now, holidays, publicUrl: world.publicUrl })
}

async function showFrame(visit: Visit) {
  const { client, step } = readQuery(visit, asked)
  const campaign = await campaignOf(visit)
  const mail = client === undefined ? null : await mailFor(visit, campaign, { clientId: client, step })
  if (mail?.kind !== 'mail') throw new Refusal('not-found', 'There is no such mail.')
  return letterResponse(visit, mail.letter.html)
}

interface MailProps {
  view: View
  shown: {
    campaign: Campaign
    clientId: string
    step: number
    clients: { id: string; name: string }[]
    mail: ShownMail | null
  }
}

function MailPage({ view, shown }: MailProps) {
  const text = dryRunText[view.language]
  const { campaign, clientId, step, clients, mail } = shown
  const title = titleOf(view, campaign)
  const path = `/campaigns/${campaign.name}/mail`
  return (
    <Framed view={view} title={`${text.mailTitle} · ${title}`}>
      <Head title={text.mailTitle} lead={text.mailLead} back={{ href: `/campaigns/${campaign.name}`, label: title }} />
      {mail === null ? (
        <Sheet flush>
          <Empty icon="people" title={text.noClients}>
            <p>{text.noClientsText}</p>
            <a class="button first" href="/clients/new">
              {text.noClientsGo}
            </a>
          </Empty>
        </Sheet>
      ) : (
        <>
          {campaign.definition.steps.length > 1 ? (
            <nav class="pills" aria-label={text.mailTitle}>
              {campaign.definition.steps.map((_, index) => (
                <a
                  href={`${path}?client=${clientId}&step=${index + 1}`}
                  aria-current={step === index + 1 ? 'page' : undefined}
                >
                  {text.step(index + 1)}
                </a>
              ))}
            </nav>
          ) : null}
          <form method="get" action={path} class="line choose">
            <input type="hidden" name="step" value={String(step)} />
            <SelectField
              label={text.client}
              name="client"
              value={clientId}
              options={clients.map(({ id, name }) => ({ value: id, label: name }))}
            />
            <button class="button">{text.show}</button>
          </form>
          <ShownMailSheet view={view} mail={mail} frame={`${path}/frame?client=${clientId}&step=${step}`} />
        </>
      )}
    </Framed>
  )
}

/** What a letter could not be filled with, as its editor calls it. */
function fieldWords(path: string, { language }: View): string {
  return LETTER_FIELDS.find((field) => field.path === path)?.about[language] ?? path
}

function ShownMailSheet({ view, mail, frame }: { view: View; mail: ShownMail; frame: string }) {
  const text = dryRunText[view.language]
  if (mail.kind === 'missing-field')
    return (
      <Note tone="post" icon="warning">
        {text.missing(fieldWords(mail.field, view))}
      </Note>
    )
  const at = new Date(mail.sendAt.epochMilliseconds)
  return (
    <>
      {mail.from.address === NO_MAILBOX ? (
        <Note tone="post" icon="letters">
          {text.noMailbox}
        </Note>
      ) : null}
      <Sheet>
        <div class="stack">
          <div class="envelope">
            <p class="subject">{mail.letter.subject}</p>
            <p class="soft">
              {text.from} {mail.from.name} &lt;{mail.from.address}&gt;
            </p>
            <p class="soft">
              {text.to} {mail.to.name} &lt;{mail.to.address}&gt;
            </p>
            <p class="soft">{moment({ ...view, zone: mail.sendAt.timeZoneId }, at)}</p>
          </div>
          <MailFrames view={view} src={frame} text={mail.letter.text} />
        </div>
      </Sheet>
    </>
  )
}
