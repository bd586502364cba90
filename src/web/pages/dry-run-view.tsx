import type { DryRun } from '#src/mailbox/dry-run.ts'
import { Figure } from '#src/web/components/sheet.tsx'
import { labelled, month, number } from '#src/web/format.ts'
import { mailboxText } from '#src/web/text/mailbox.ts'
import type { View } from '#src/web/view.ts'

/** Who writes in a mailbox, as a picture, before anything of it is stored (M2). */
export function DryRunPicture({ view, dryRun }: { view: View; dryRun: DryRun }) {
  const text = mailboxText[view.language]
  const { likelyClients, lists, colleagues, mails, sampled } = dryRun
  if (sampled === 0) return <p class="soft">{text.dryNothing}</p>
  const shares = [
    { name: text.dryClients, count: likelyClients, class: 'share clients' },
    { name: text.dryLists, count: lists, class: 'share lists' },
    { name: text.dryColleagues, count: colleagues, class: 'share colleagues' }
  ]
  return (
    <section class="stack tight" aria-labelledby="who">
      <h2 id="who">{text.dryWho}</h2>
      <ShareBar view={view} shares={shares} />
      <dl class="figures">
        {shares.map((share) => (
          <Figure
            label={
              <>
                <svg class="dot" viewBox="0 0 10 10" aria-hidden="true">
                  <circle class={share.class} cx="5" cy="5" r="5" />
                </svg>{' '}
                {share.name}
              </>
            }
          >
            {number(view, share.count)}
          </Figure>
        ))}
      </dl>
      <p class="soft small">
        {text.dryMails(mails)}
        {dryRun.from && dryRun.to ? `, ${text.dryRange(nameOf(view, dryRun.from), nameOf(view, dryRun.to))}` : ''}.{' '}
        {sampled < mails ? text.drySample(number(view, sampled)) : null}
      </p>
    </section>
  )
}

interface Bar {
  view: View
  shares: { name: string; count: number; class: string }[]
}

/** Widths are drawn, not styled: the pages allow no inline style. */
function ShareBar({ view, shares }: Bar) {
  const total = shares.reduce((sum, { count }) => sum + count, 0)
  let from = 0
  const parts = shares.map(({ count, class: className }) => {
    const width = total === 0 ? 0 : (count / total) * 100
    const part = <rect class={className} x={from} y="0" width={width} height="6" />
    from += width
    return part
  })
  const said = shares.map(({ name, count }) => `${labelled(view, name)} ${number(view, count)}`).join(', ')
  return (
    <svg class="sharebar" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label={said}>
      {parts}
    </svg>
  )
}

function nameOf(view: View, day: string): string {
  return month(view, new Date(`${day}T12:00:00Z`))
}
