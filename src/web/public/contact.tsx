import { z } from 'zod'
import { normalAddress } from '#src/message/addresses.ts'
import { dateOf } from '#src/platform/clock.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { readSettings } from '#src/platform/setting-store.ts'
import { loadUs } from '#src/team/store.ts'
import { isUs } from '#src/team/us.ts'
import { page } from '#src/web/answer.tsx'
import { sha256 } from '#src/web/api/token.ts'
import { Check, FormErrors, SelectField, TextArea, TextField } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { keepConsent } from '#src/web/contact/arrival.ts'
import { submitContact } from '#src/web/contact/submit.ts'
import { confirmSubmission, findByLink } from '#src/web/contact/submission-store.ts'
import { readForm } from '#src/web/form-data.ts'
import { limit } from '#src/web/guard/limit.ts'
import { placeOf } from '#src/web/guard/visitor.ts'
import { consentWording, shownWording, type ConsentWording } from '#src/web/reading/consent-wording-store.ts'
import { get, post, type Route } from '#src/web/route.ts'
import { contactText, MESSAGE_MAX } from '#src/web/text/contact.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'
import { deadLink, PublicPage } from './client-visit.tsx'

/**
 * The contact form for the firm's own web site (X4): a page of ours, or the same fields in a page of theirs. It takes no
 * session into account and adds only what a stranger says, so that it may be posted from anywhere.
 */
export const contactPages: Route[] = [
  get('/contact', 'anyone', (visit) => show(visit)),
  post('/contact', 'anyone', take, { proof: 'open', largestBody: 64 * 1024 }),
  get('/contact/confirmation/:token', 'anyone', showConfirmation),
  post('/contact/confirmation/:token', 'anyone', confirm, { proof: 'address' })
]

const contactForm = z.object({
  name: z.string('name').min(1, 'name').max(100, 'nameTooLong'),
  address: z.string('address').transform((text, context) => {
    const normal = normalAddress(text)
    if (normal !== null) return normal
    context.addIssue({ code: 'custom', message: 'address' })
    return z.NEVER
  }),
  phone: z.string().max(40, 'phone').default(''),
  message: z.string('message').min(1, 'message').max(MESSAGE_MAX, 'messageTooLong'),
  answer: z.string().max(60).default(''),
  news: z.string().optional(),
  /** Version of the words that stand beside it. */
  wording: z.string().max(10).default(''),
  // Nobody sees this field; programs that fill in every field do.
  website: z.string().default('')
})

type Given = Record<string, string>

async function show(visit: Visit, given: Given = {}, wrong: Given = {}) {
  const asked = await openForm(visit)
  const view = publicView(visit)
  const isWrong = Object.keys(wrong).length > 0
  const { language, usual } = usualWords(view)
  const wording = await consentWording(visit.var.world.db, language, usual)
  return page(visit, <ContactPage {...{ view, asked, given, wrong, wording }} />, isWrong ? 422 : 200)
}

async function take(visit: Visit) {
  const { world } = visit.var
  const { question, answers, fact } = await openForm(visit)
  await limit(world, 'public-form', placeOf(visit))
  const form = await readForm(visit, contactForm)
  if (form.kind === 'wrong') return show(visit, form.given, form.wrong)
  const { name, address, phone, message, answer, news, wording: shown, website } = form.value
  const view = publicView(visit)
  const text = contactText[view.language]
  const wantsNews = news !== undefined
  if (website !== '') return thanks(visit, false)
  if (isUs(await loadUs(world.db), address)) return show(visit, { name, phone, message }, { address: 'address' })
  await limit(world, 'contact-address', address)
  const chosen = answers.includes(answer) ? answer : null
  const wording = wantsNews ? await shownWording(world.db, { ...usualWords(view), shown }) : null
  const contact = { name, address, phone, message, question, fact, wording, answer: chosen, language: view.language }
  if (await submitContact(world, contact)) return thanks(visit, wantsNews)
  return page(visit, <Said view={view} title={text.title} lead={text.unsent} />, 503)
}

function usualWords({ language }: View) {
  return { language, usual: contactText[language].news }
}

function thanks(visit: Visit, wantsNews: boolean) {
  const view = publicView(visit)
  const text = contactText[view.language]
  const lead = wantsNews ? `${text.sentLead} ${text.sentNews}` : text.sentLead
  return page(visit, <Said view={view} title={text.sentTitle} lead={lead} />)
}

/** Looking changes nothing: programs open the links of mails by themselves. */
async function showConfirmation(visit: Visit) {
  const submission = await linked(visit)
  if (!submission) return deadLink(visit)
  const view = publicView(visit)
  const text = contactText[view.language]
  return page(
    visit,
    <PublicPage view={view} firm={view.firmName} title={text.confirmTitle}>
      <form method="post" action={visit.req.path} class="form">
        <Head title={text.confirmTitle} lead={submission.wording} />
        <button class="button first block">{text.confirmGo}</button>
      </form>
    </PublicPage>
  )
}

async function confirm(visit: Visit) {
  const { world } = visit.var
  const submission = await linked(visit)
  if (!submission) return deadLink(visit)
  const at = dateOf(world.clock.now())
  await world.db.$transaction(async (tx) => {
    const isNews = await confirmSubmission(tx, submission.id, at)
    if (isNews) await keepConsent(tx, submission, at)
  })
  const view = publicView(visit)
  const text = contactText[view.language]
  return page(visit, <Said view={view} title={text.confirmedTitle} lead={text.confirmedLead} />)
}

async function linked(visit: Visit) {
  const { world } = visit.var
  await limit(world, 'public-page', placeOf(visit))
  return findByLink(world.db, sha256(visit.req.param('token') ?? ''))
}

/** @throws Refusal `no-such-page` where the firm has not opened the form */
async function openForm(visit: Visit) {
  const settings = await readSettings(visit.var.world.db)
  if (!settings['contact.open']) throw new Refusal('no-such-page', 'There is no contact form.')
  return {
    question: settings['contact.question'],
    answers: settings['contact.answers'],
    fact: settings['contact.fact']
  }
}

/** Who is signed in plays no part. */
function publicView(visit: Visit): View {
  return { ...visit.var.view, member: null }
}

function Said({ view, title, lead }: { view: View; title: string; lead: string }) {
  return (
    <PublicPage view={view} firm={view.firmName} title={title}>
      <Head title={title} lead={lead} />
    </PublicPage>
  )
}

interface ContactPageProps {
  view: View
  asked: { question: string; answers: string[] }
  given: Given
  wrong: Given
  wording: ConsentWording
}

function ContactPage({ view, asked, given, wrong, wording }: ContactPageProps) {
  const text = contactText[view.language]
  const say = (field: string) => (wrong[field] ? text.wrong[wrong[field]] : undefined)
  const field = (name: 'name' | 'address' | 'phone', more: Record<string, unknown>) => (
    <TextField label={text[name]} name={name} value={given[name]} wrong={say(name)} {...more} />
  )
  const answers = ['', ...asked.answers].map((value) => ({ value, label: value === '' ? text.choose : value }))
  return (
    <PublicPage view={view} firm={view.firmName} title={text.title}>
      <form method="post" action="/contact" class="form">
        <Head title={text.title} lead={text.lead(view.firmName)} />
        <FormErrors view={view} wrong={Object.keys(wrong).length > 0 ? text.mend : undefined} />
        {field('name', { autocomplete: 'name', required: true, maxlength: 100 })}
        {field('address', { type: 'email', autocomplete: 'email', required: true })}
        {field('phone', { type: 'tel', autocomplete: 'tel', optional: true, view })}
        {asked.answers.length > 0 ? (
          <SelectField label={asked.question} name="answer" options={answers} value={given['answer']} />
        ) : null}
        <TextArea
          label={text.message}
          name="message"
          value={given['message']}
          wrong={say('message')}
          rows={6}
          maxlength={MESSAGE_MAX}
          required
        />
        <div class="trap" aria-hidden="true">
          <label for="website">{text.trap}</label>
          <input id="website" name="website" tabindex={-1} autocomplete="off" />
        </div>
        <Check name="news" label={wording.text} checked={given['news'] !== undefined} />
        <input type="hidden" name="wording" value={wording.version} />
        <button class="button first block">{text.send}</button>
      </form>
    </PublicPage>
  )
}
