import { noteOpinion } from '#src/campaigns/opinion/opinion.ts'
import { OPINIONS } from '#src/campaigns/opinion/opinion-store.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { z } from 'zod'
import { page } from '#src/web/answer.tsx'
import { TextArea } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { readForm, readQuery } from '#src/web/form-data.ts'
import { get, post, type Route } from '#src/web/route.ts'
import type { Visit } from '#src/web/world.ts'
import { deadLink, meetClient, PublicPage } from './client-visit.tsx'

/**
 * Saying how it went, by the link of a mail. Reading changes nothing, since programs open the links of mails by themselves:
 * the answer that was clicked stands ready, and is given by pressing the button.
 */
export const opinionPages: Route[] = [
  get('/o/:token', 'anyone', ask),
  post('/o/:token', 'anyone', note, { proof: 'address' })
]

const clicked = z.object({ a: z.enum(OPINIONS).optional() })

async function ask(visit: Visit) {
  const client = await meetClient(visit)
  if (!client) return deadLink(visit)
  const { a: chosen } = readQuery(visit, clicked)
  return question(visit, client, { chosen, isWrong: false })
}

type Client = NonNullable<Awaited<ReturnType<typeof meetClient>>>
type Chosen = (typeof OPINIONS)[number] | undefined

function question(
  visit: Visit,
  { say, firm, view }: Client,
  { chosen, isWrong }: { chosen: Chosen; isWrong: boolean }
) {
  return page(
    visit,
    <PublicPage view={view} firm={firm} title={say.opinionTitle}>
      <form method="post" action={visit.req.path} class="form">
        <Head title={say.opinionTitle} lead={isWrong ? say.opinionNone : say.opinionLead} />
        <fieldset class="stack tight">
          <legend class="sr">{say.opinionTitle}</legend>
          {OPINIONS.map((opinion) => (
            <label class="choice">
              <input type="radio" name="opinion" value={opinion} checked={opinion === chosen} required />
              <span>{say.opinions[opinion]}</span>
            </label>
          ))}
        </fieldset>
        <TextArea label={say.opinionWords} name="comment" view={view} optional rows={3} maxlength={2_000} value="" />
        <button class="button first block">{say.opinionGo}</button>
      </form>
    </PublicPage>,
    isWrong ? 422 : 200
  )
}

const answer = z.object({ opinion: z.enum(OPINIONS), comment: z.string().max(2_000).default('') })

async function note(visit: Visit) {
  const client = await meetClient(visit)
  if (!client) return deadLink(visit)
  const form = await readForm(visit, answer)
  if (form.kind === 'wrong') return question(visit, client, { chosen: undefined, isWrong: true })
  const { world } = visit.var
  const { opinion, comment } = form.value
  const settings = await readSettings(world.db)
  const noted = await world.db.$transaction((tx) =>
    noteOpinion(tx, client.token, {
      answer: { opinion, comment: comment === '' ? null : comment },
      now: world.clock.now(),
      settings,
      publicUrl: world.publicUrl
    })
  )
  if (!noted) return deadLink(visit)
  if (noted.isMailWaiting) await world.ringSender()
  const { say, firm, view } = client
  return page(
    visit,
    <PublicPage view={view} firm={firm} title={say.opinionDone}>
      <Head title={say.opinionDone} lead={say.opinionAnswers[opinion]} />
    </PublicPage>
  )
}
