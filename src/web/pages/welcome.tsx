import { z } from 'zod'
import { progressOf } from '#src/mailbox/progress.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { SHORTEST_PASSWORD } from '#src/web/accounts/accounts.ts'
import { acceptAdmission, admissionOf } from '#src/web/accounts/admission.ts'
import type { OpenAdmission } from '#src/web/accounts/store.ts'
import { page } from '#src/web/answer.tsx'
import { Form, FormErrors, TextField } from '#src/web/components/form.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Steps } from '#src/web/components/steps.tsx'
import { readForm } from '#src/web/form-data.ts'
import { limit } from '#src/web/guard/limit.ts'
import { placeOf } from '#src/web/guard/visitor.ts'
import { Door } from '#src/web/layout.tsx'
import { oneLine } from '#src/web/one-line.ts'
import { get, post, type Route } from '#src/web/route.ts'
import { accountText } from '#src/web/text/account.ts'
import type { View } from '#src/web/view.ts'
import type { Visit } from '#src/web/world.ts'
import { enter } from './door.tsx'

/** Where one-time links lead: the owner's at the first run, a member's with an invitation. */
export const welcomePages: Route[] = [
  get('/welcome/:token', 'anyone', showWelcome),
  post('/welcome/:token', 'anyone', makeAccount)
]

const accountForm = z.object({
  name: z.string().overwrite(oneLine).min(1, 'name').max(100, 'nameTooLong'),
  email: z.email('email').toLowerCase(),
  password: z.string().min(SHORTEST_PASSWORD, 'password').max(128, 'password')
})

async function showWelcome(visit: Visit) {
  const { view } = visit.var
  const admission = await openAdmission(visit)
  return page(visit, <WelcomePage view={view} admission={admission} action={visit.req.path} />)
}

async function makeAccount(visit: Visit) {
  const { view, world, accounts } = visit.var
  const admission = await openAdmission(visit)
  const form = await readForm(visit, accountForm)
  if (form.kind === 'wrong') {
    const { wrong, given } = form
    return page(visit, <WelcomePage {...{ view, admission, wrong, given }} action={visit.req.path} />, 422)
  }
  const { name, password } = form.value
  const email = admission.email ?? form.value.email
  const passwordHash = await accounts.hashPassword(password)
  const token = visit.req.param('token') ?? ''
  await acceptAdmission(world, { token, name, email, language: view.language, passwordHash })
  const entry = await accounts.enter({ email, password, headers: visit.req.raw.headers })
  if (entry.kind !== 'in') return visit.redirect('/sign-in', 303)
  return enter(visit, entry, admission.kind === 'first-run' ? await firstStep(visit) : '/')
}

/** A mailbox may be there already, from the command line or in the demo: then it is read, or has been. */
async function firstStep({ var: { world } }: Visit): Promise<string> {
  const mailboxes = await progressOf(world.db)
  if (mailboxes.length === 0) return '/first-run/mailbox'
  return mailboxes.every((mailbox) => mailbox.isComplete) ? '/' : '/first-run/reading'
}

async function openAdmission(visit: Visit): Promise<OpenAdmission> {
  await limit(visit.var.world, 'admission', placeOf(visit))
  const admission = await admissionOf(visit.var.world, visit.req.param('token') ?? '')
  if (!admission) throw new Refusal('link-used', 'This link was used already or is too old: ask for a new one.')
  return admission
}

function WelcomePage({ view, admission, action, wrong = {}, given = {} }: WelcomeProps) {
  const text = accountText[view.language]
  const isFirst = admission.kind === 'first-run'
  const title = isFirst ? text.firstRunTitle : text.invitedTitle(view.firmName)
  const say = (field: string) => (wrong[field] ? text.wrong[wrong[field]] : undefined)
  return (
    <Door view={view} title={title}>
      {isFirst ? <Steps view={view} at={0} /> : null}
      <Form view={view} action={action}>
        <Head title={title} lead={isFirst ? text.firstRunText : text.invitedText(admission.email ?? '')} />
        <FormErrors view={view} wrong={Object.keys(wrong).length > 0} />
        <TextField
          label={text.name}
          name="name"
          hint={text.nameHint}
          wrong={say('name')}
          value={given['name']}
          autocomplete="name"
          required
        />
        {isFirst ? (
          <TextField
            label={text.email}
            name="email"
            type="email"
            wrong={say('email')}
            value={given['email']}
            autocomplete="username"
            required
          />
        ) : (
          <input type="hidden" name="email" value={admission.email ?? ''} />
        )}
        <TextField
          label={text.password}
          name="password"
          type="password"
          hint={text.passwordHint}
          wrong={say('password')}
          autocomplete="new-password"
          minlength={SHORTEST_PASSWORD}
          required
        />
        <button class="button first block">{text.create}</button>
      </Form>
    </Door>
  )
}

interface WelcomeProps {
  view: View
  admission: OpenAdmission
  action: string
  wrong?: Record<string, string>
  given?: Record<string, string>
}
