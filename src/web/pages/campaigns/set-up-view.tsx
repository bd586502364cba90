import type { Campaign } from '#src/campaigns/campaign-store.ts'
import type { Reach } from '#src/campaigns/reach-store.ts'
import { DrawnFrom, OvertakenNote } from '#src/web/components/drawn.tsx'
import { Form, FormErrors } from '#src/web/components/form.tsx'
import { Sheet } from '#src/web/components/sheet.tsx'
import { number } from '#src/web/format.ts'
import { setUpText } from '#src/web/text/campaign-set-up.ts'
import type { View } from '#src/web/view.ts'
import { Sentences, type SetUpShown } from './sentences.tsx'

/** The sentences with what they reach, counted anew while they are written. */
export function SetUpSheet({ view, campaign, shown }: { view: View; campaign: Campaign; shown: SetUpShown }) {
  const text = setUpText[view.language]
  const { name, activity } = campaign
  const isWrong = Object.keys(shown.faults).length > 0
  return (
    <Sheet title={text.title} id="set-up">
      <Form view={view} action={`/campaigns/${name}/definition`} id="set-up-form">
        <DrawnFrom drawn={shown.drawn} />
        {shown.overtaken ? <OvertakenNote view={view} overtaken={shown.overtaken} /> : null}
        <FormErrors view={view} wrong={isWrong ? text.wrong : undefined} />
        <Sentences view={view} shown={shown} />
        <div
          id="reach"
          class="reach"
          aria-live="polite"
          hx-post={`/campaigns/${name}/reach`}
          hx-trigger="load, change from:#set-up-form delay:300ms"
          hx-include="#set-up-form"
          hx-target="this"
          hx-swap="innerHTML"
        >
          <p class="soft">{text.reachWait}</p>
        </div>
        <div class="ends">
          <button class="button">{text.save}</button>
          <span class="soft small">{activity.kind === 'on' ? text.leadOn : text.lead}</span>
        </div>
      </Form>
    </Sheet>
  )
}

/** How many clients it would concern, and why not the others. */
export function ReachWords({ view, reach }: { view: View; reach: Reach }) {
  const text = setUpText[view.language]
  const reasons = text.reachReasons(reach)
  return (
    <p>
      <strong>{number(view, reach.reachable)}</strong> {text.reachOf(reach.reachable, reach.inAudience)}
      {reasons !== '' ? <span class="soft small"> {text.reachWithout(reasons)}</span> : null}
    </p>
  )
}
