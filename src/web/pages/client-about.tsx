import type { LedgerLine } from '#src/campaigns/follow-up-store.ts'
import { factLabel, factValue } from '#src/clients/fact-words.ts'
import { Address } from '#src/web/components/address.tsx'
import { Bars } from '#src/web/components/bars.tsx'
import { Act } from '#src/web/components/form.tsx'
import { ReminderDone } from '#src/web/components/reminder-done.tsx'
import { Badge, Face, Figure, Note, Sheet } from '#src/web/components/sheet.tsx'
import { Tags } from '#src/web/components/tags.tsx'
import { Near } from '#src/web/components/time.tsx'
import { birthday, calendarDay, day, percent, quoted, roundMoney } from '#src/web/format.ts'
import type {
  ClientMoney,
  ClientRecord,
  colleaguesOf,
  ConsentNow,
  KnownFact,
  mergesInto,
  MonthPaid,
  remindersOf,
  suppressionsOf
} from '#src/web/reading/record-store.ts'
import { recordText } from '#src/web/text/record.ts'
import type { View } from '#src/web/view.ts'
import { Consents } from './client-consent.tsx'
import { FieldSheet, type Held } from './client-fields.tsx'
import { FollowUps } from './client-follow-ups.tsx'
import type { HeldForm } from './client-write.tsx'

/** What is known of a client, beside the timeline. */
export interface Aside {
  facts: KnownFact[]
  fields: Held[]
  followUps: LedgerLine[]
  consents: ConsentNow[]
  suppressions: Awaited<ReturnType<typeof suppressionsOf>>
  reminders: Awaited<ReturnType<typeof remindersOf>>
  money: ClientMoney | null
  months: MonthPaid[]
  merges: Awaited<ReturnType<typeof mergesInto>>
  colleagues: Awaited<ReturnType<typeof colleaguesOf>>
}

interface AboutProps {
  view: View
  client: ClientRecord
  aside: Aside
  held: HeldForm | null
}

export function About({ view, client, aside, held }: AboutProps) {
  return (
    <aside class="stack" id="about" aria-label={recordText[view.language].about}>
      {aside.suppressions.map((suppression) => (
        <Suppressed view={view} suppression={suppression} />
      ))}
      <Reminders view={view} reminders={aside.reminders} />
      <Contact view={view} client={client} />
      <Facts view={view} facts={aside.facts} />
      <FieldSheet view={view} client={client} held={aside.fields} />
      <Money view={view} money={aside.money} months={aside.months} />
      <FollowUps view={view} followUps={aside.followUps} />
      <Consents {...{ view, client }} consents={aside.consents} isStopped={aside.suppressions.length > 0} />
      <Tags
        view={view}
        action={`/clients/${client.id}/tags`}
        tags={client.tags.map(({ tag }) => tag)}
        refused={held?.form === 'tag' ? { given: held.given['tag'] ?? '', wrong: held.wrong['tag'] ?? '' } : null}
      />
      <Colleagues view={view} colleagues={aside.colleagues} />
      <Merges view={view} client={client} merges={aside.merges} />
    </aside>
  )
}

function Suppressed({ view, suppression }: { view: View; suppression: Aside['suppressions'][number] }) {
  const text = recordText[view.language]
  return (
    <Note tone="wax">
      <p class="strong">{text.suppressed(suppression.address)}</p>
      <p class="small">
        {text.reasons[suppression.reason] ?? suppression.reason}, <Near view={view} at={suppression.at} />
      </p>
    </Note>
  )
}

function Reminders({ view, reminders }: { view: View; reminders: Aside['reminders'] }) {
  const text = recordText[view.language]
  if (reminders.length === 0) return null
  return (
    <Sheet title={text.reminders} id="reminders" flush>
      <ul class="rows">
        {reminders.map((reminder) => (
          <li class="row plain" id={`reminder-${reminder.id}`}>
            <div class="what">
              <p>{reminder.text}</p>
              <p class="meta">
                <Near view={view} at={reminder.dueAt} />
                {reminder.member ? <span>{reminder.member.name}</span> : null}
              </p>
            </div>
            <ReminderDone view={view} reminder={reminder} />
          </li>
        ))}
      </ul>
    </Sheet>
  )
}

function Contact({ view, client }: Pick<AboutProps, 'view' | 'client'>) {
  const text = recordText[view.language]
  const { birthdayDay, birthdayMonth, birthdayYear } = client
  const hasBirthday = birthdayDay !== null && birthdayMonth !== null
  return (
    <Sheet title={text.facts} id="contact">
      <dl class="facts">
        <div>
          <dt>{text.addresses}</dt>
          <dd>
            {client.addresses.map(({ address }) => (
              <p>
                <Address address={address} />
              </p>
            ))}
          </dd>
        </div>
        <div>
          <dt>{text.birthday}</dt>
          <dd>
            {hasBirthday ? (
              birthday(view, { day: birthdayDay, month: birthdayMonth, year: birthdayYear })
            ) : (
              <span class="soft">{text.unknown}</span>
            )}
          </dd>
        </div>
        {client.language ? (
          <div>
            <dt>{text.language}</dt>
            <dd>{text.languages[client.language] ?? client.language}</dd>
          </div>
        ) : null}
        <div>
          <dt>{text.since}</dt>
          <dd>{client.customerSince ? calendarDay(view, client.customerSince) : day(view, client.createdAt)}</dd>
        </div>
        <div>
          <dt>{text.owner}</dt>
          <dd>{client.owner?.name ?? <span class="soft">{text.nobody}</span>}</dd>
        </div>
      </dl>
    </Sheet>
  )
}

/** Each fact with where it comes from: the sentence, whose word it is, when (M6). */
function Facts({ view, facts }: { view: View; facts: KnownFact[] }) {
  const text = recordText[view.language]
  return (
    <Sheet title={text.preferences} id="facts">
      {facts.length === 0 ? <p class="soft small">{text.preferencesNone}</p> : null}
      <ul class="stack">
        {facts.map((fact) => (
          <li class="stack snug">
            <p>
              <span class="soft small">{factLabel(fact.key, view.language)}</span>
              <br />
              <span class="strong">{factValue(fact, view.language)}</span>{' '}
              {fact.state === 'proposed' ? <Badge tone="post">{text.proposed}</Badge> : null}
            </p>
            {fact.sentence ? <p class="small serif">{quoted(view, fact.sentence)}</p> : null}
            <p class="tiny soft">
              {fact.saidBy === 'client' ? text.saidByClient : (fact.saidByName ?? fact.saidBy)},{' '}
              {fact.threadId ? (
                <a href={`/threads/${fact.threadId}#mail-${fact.messageId}`}>
                  <Near view={view} at={fact.saidAt} />
                </a>
              ) : (
                <Near view={view} at={fact.saidAt} />
              )}
            </p>
            {fact.state === 'proposed' ? (
              <div class="line">
                <Act
                  view={view}
                  action={`/preferences/${fact.id}/keeping`}
                  label={text.keep}
                  describe={factSaid(view, fact)}
                />
                <Act
                  view={view}
                  action={`/preferences/${fact.id}/setting-aside`}
                  label={text.drop}
                  describe={factSaid(view, fact)}
                />
              </div>
            ) : null}
          </li>
        ))}
      </ul>
    </Sheet>
  )
}

function factSaid({ language }: View, fact: KnownFact): string {
  return `${factLabel(fact.key, language)} ${factValue(fact, language)}`
}

function Money({ view, money: known, months }: { view: View; money: ClientMoney | null; months: MonthPaid[] }) {
  const text = recordText[view.language]
  const hasBought = months.some(({ paid }) => paid !== 0n)
  if (!known && !hasBought) {
    return (
      <Sheet title={text.money} id="money">
        <p class="soft small">{text.moneyNone}</p>
      </Sheet>
    )
  }
  return (
    <Sheet title={text.money} id="money">
      <div class="stack">
        <Bars values={months.map(({ paid }) => Number(paid))} label={text.barsLabel(months.length)} />
        {known ? <Worth view={view} known={known} /> : null}
      </div>
    </Sheet>
  )
}

function Worth({ view, known }: { view: View; known: ClientMoney }) {
  const text = recordText[view.language]
  const sum = (minor: bigint) => roundMoney(view, minor, known.currency)
  const isLate = known.lateFrom !== null && known.lateFrom.getTime() <= view.now
  return (
    <>
      {isLate && known.lateFrom ? (
        <Badge tone="wax" icon="clock">
          {text.lateFrom(calendarDay(view, known.lateFrom))}
        </Badge>
      ) : null}
      <dl class="figures">
        <Figure label={text.paidYear} why={known.tier ? `${text.tier} ${known.tier}, ${text.tierWhy}` : undefined}>
          {sum(known.paidInYear)}
        </Figure>
        <Figure label={text.paidAll} why={text.purchases(known.purchaseCount)}>
          {sum(known.paid)}
        </Figure>
        {known.value !== null && known.valueLow !== null && known.valueHigh !== null ? (
          <Figure label={text.value} why={text.valueBetween(sum(known.valueLow), sum(known.valueHigh))}>
            {sum(known.value)}
          </Figure>
        ) : null}
        {known.chanceAlive !== null ? <Figure label={text.chance}>{percent(view, known.chanceAlive)}</Figure> : null}
      </dl>
      <dl class="facts">
        {known.usualGap !== null ? (
          <div>
            <dt>{text.rhythm}</dt>
            <dd>{text.rhythmDays(Math.round(known.usualGap))}</dd>
          </div>
        ) : null}
        {known.nextOn ? (
          <div>
            <dt>{text.nextOn}</dt>
            <dd>{calendarDay(view, known.nextOn)}</dd>
          </div>
        ) : null}
      </dl>
      <p class="tiny soft">{text.computedOn(calendarDay(view, known.computedOn))}</p>
    </>
  )
}

/** Records that became part of this one, each with its way out. */
function Merges({ view, client, merges }: { view: View; client: ClientRecord; merges: Aside['merges'] }) {
  const text = recordText[view.language]
  if (merges.length === 0) return null
  return (
    <Sheet title={text.merges} id="merges" flush>
      <ul class="rows">
        {merges.map((merge) => (
          <li class="row plain">
            <div class="what">
              <p>{text.mergedFrom(merge.name)}</p>
              <p class="meta">
                <Near view={view} at={merge.at} />
              </p>
            </div>
            <div class="acts">
              <Act
                view={view}
                action={`/clients/${client.id}/separations/${merge.fromId}`}
                label={text.mergeUndo}
                describe={merge.name}
              />
            </div>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}

function Colleagues({ view, colleagues }: { view: View; colleagues: Aside['colleagues'] }) {
  if (colleagues.length === 0) return null
  return (
    <Sheet title={recordText[view.language].colleagues} id="colleagues" flush>
      <ul class="rows">
        {colleagues.map((colleague) => (
          <li class="row">
            <Face name={colleague.name} />
            <p class="title">
              <a class="cover" href={`/clients/${colleague.id}`}>
                {colleague.name}
              </a>
            </p>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}
