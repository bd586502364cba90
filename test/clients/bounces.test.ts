import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { bounceEffect } from '#src/clients/bounce-effect.ts'
import type { StoredMail } from '#src/clients/store-mails.ts'
import { bouncesTooOften } from '#src/clients/soft-bounces.ts'
import type { MailSketch } from '#test/threads/mails.ts'
import { aBase, NOW } from './a-base.ts'

const { prisma, mails } = await aBase()
const handle = bounceEffect({ clock: { now: () => Temporal.Instant.fromEpochMilliseconds(NOW.getTime()) } })

describe('mails that keep coming back (SEMANTICS H8)', () => {
  const daysAgo = (days: number, isSoftBounce: boolean) => ({
    at: new Date(NOW.getTime() - days * 86_400_000),
    isSoftBounce
  })

  it('are too many at 3 of the last 5 within 30 days', () => {
    expect(bouncesTooOften([daysAgo(1, true), daysAgo(2, true), daysAgo(3, true)], NOW)).toBe(true)
    expect(
      bouncesTooOften([daysAgo(1, true), daysAgo(2, false), daysAgo(3, true), daysAgo(4, false), daysAgo(5, true)], NOW)
    ).toBe(true)
    expect(
      bouncesTooOften(
        [daysAgo(1, false), daysAgo(2, false), daysAgo(3, false), ...[4, 5, 6].map((days) => daysAgo(days, true))],
        NOW
      )
    ).toBe(false)
    expect(bouncesTooOften([daysAgo(1, true), daysAgo(2, true), daysAgo(31, true)], NOW)).toBe(false)
  })
})

describe('a delivery report', () => {
  it('suppresses a hard bounce at once, for every form of the address, once', async () => {
    await mails({ messageId: 'to-dead', from: 'us@shop.fr', to: 'Dead+x@x.fr', date: '2026-03-02T08:00:00Z' })
    const effects = await report({ address: 'dead+x@x.fr', hard: true, messageId: 'h1', about: 'to-dead' })
    expect(effects).toBe(1)
    expect(await suppressed('dead@x.fr')).toEqual(['hard-bounce'])
    expect(await suppressed('dead+x@x.fr')).toEqual(['hard-bounce'])
    await runEffects()
    expect(await prisma.suppression.count({ where: { address: 'dead@x.fr' } })).toBe(1)
  })

  it('suppresses an address whose mails came back three times for the time being, not one that took some', async () => {
    for (const [number, day] of ['01', '02', '03'].entries()) {
      const date = `2026-03-${day}T10:00:00Z`
      await mails({ messageId: `full${number}`, from: 'us@shop.fr', to: 'full@x.fr', date, subject: `n${number}` })
      await mails({ messageId: `slow${number}`, from: 'us@shop.fr', to: 'slow@x.fr', date, subject: `n${number}` })
      await report({ address: 'full@x.fr', hard: false, messageId: `fr${number}`, about: `full${number}`, date })
      if (number < 2)
        await report({ address: 'slow@x.fr', hard: false, messageId: `sr${number}`, about: `slow${number}`, date })
    }
    expect(await suppressed('full@x.fr')).toEqual(['soft-bounces'])
    expect(await suppressed('slow@x.fr')).toEqual([])
  })

  it('that is forged is noted and suppresses nobody, whichever mail it names', async () => {
    await mails({ messageId: 'to-other', from: 'us@shop.fr', to: 'other@x.fr', date: '2026-03-02T08:00:00Z' })
    await mails({ messageId: 'from-known', from: 'known@x.fr', to: 'us@shop.fr', date: '2026-03-02T08:00:00Z' })
    await mails({ messageId: 'to-known', from: 'us@shop.fr', to: 'known@x.fr', date: '2026-03-02T08:00:00Z' })
    for (const [number, about] of [null, 'made-up', 'to-other', 'from-known'].entries())
      await report({ address: 'known@x.fr', hard: true, messageId: `forged${number}`, about })
    await report({ address: 'known@x.fr', hard: false, messageId: 'forged-soft', about: null })
    expect(await suppressed('known@x.fr')).toEqual([])
    const noted = await prisma.addressBounce.findMany({ where: { address: 'known@x.fr' } })
    expect(noted.map(({ isProven }) => isProven)).toEqual([false, false, false, false, false])
  })

  it('about a mail that a forger wrote under our address suppresses nobody', async () => {
    const planted = (number: number) => ({ from: 'us@shop.fr', to: 'target@x.fr', messageId: `planted${number}` })
    const mailboxId = await aMailbox('forged-to@shop.fr')
    for (const [number, place] of [{ role: 'inbox' }, { role: 'all' }, { role: null }].entries()) {
      const [mail] = await mails({ ...planted(number), subject: `p${number}` })
      await lies(mail, { mailboxId, ...place })
      await report({ address: 'target@x.fr', hard: true, messageId: `pr${number}`, about: `planted${number}` })
      await complain({ address: 'target@x.fr', about: `planted${number}` })
    }
    expect(await suppressed('target@x.fr')).toEqual([])
  })

  it('counts where the mail lies in a Sent folder too, or bears the label of one', async () => {
    const mailboxId = await aMailbox('sent-from@shop.fr')
    for (const [name, place] of Object.entries({
      folder: { role: 'sent' },
      label: { role: 'all', isLabelledSent: true }
    })) {
      const [mail] = await mails({ from: 'us@shop.fr', to: `${name}@y.fr`, messageId: `by-${name}` })
      await lies(mail, { mailboxId, role: 'inbox' })
      await lies(mail, { mailboxId, ...place })
      await report({ address: `${name}@y.fr`, hard: true, messageId: `r-${name}`, about: `by-${name}` })
      expect(await suppressed(`${name}@y.fr`)).toEqual(['hard-bounce'])
    }
  })

  it('counts once the mail that it is about is read from the Sent folder, however late', async () => {
    await report({ address: 'late@x.fr', hard: true, messageId: 'early', about: 'to-late' })
    expect(await suppressed('late@x.fr')).toEqual([])
    await mails({ messageId: 'to-late', from: 'us@shop.fr', to: 'late@x.fr', date: '2026-03-02T08:00:00Z' })
    await lookAgain('early')
    expect(await suppressed('late@x.fr')).toEqual(['hard-bounce'])
  })

  it('about a mail of this program counts before its copy is read', async () => {
    const mailbox = await aMailbox()
    const id = '7d9f7a52-6f4b-4c0e-9a55-0b6f6f1d2c3e'
    const messageIdHeader = `maillon.${id}@shop.fr`
    const mail = { id, purpose: 'reply', key: 'k', mailboxId: mailbox, messageIdHeader, toAddress: 'own@x.fr' }
    await prisma.outgoingMail.create({
      data: { ...mail, subject: 's', text: 't', automatic: false, state: 'sent', by: 'x' }
    })
    await report({ address: 'stranger@x.fr', hard: true, messageId: 'o1', about: messageIdHeader })
    await report({ address: 'own@x.fr', hard: true, messageId: 'o2', about: messageIdHeader })
    expect(await suppressed('stranger@x.fr')).toEqual([])
    expect(await suppressed('own@x.fr')).toEqual(['hard-bounce'])
  })

  it('of delay or success suppresses nobody', async () => {
    const bounce = {
      action: 'delayed' as const,
      recipients: [{ address: 'late@x.fr', status: null, hard: false, reason: 'expired' }],
      originalMessageId: 'x'
    }
    await mails({ from: 'mailer-daemon@x.fr', to: 'us@shop.fr', kind: 'delivery-report', bounce })
    expect(await prisma.effect.count({ where: { state: 'pending' } })).toBe(0)
  })
})

describe('a complaint', () => {
  it('suppresses whoever complained of a mail of ours, and nobody where it is no complaint of theirs', async () => {
    await mails(
      { messageId: 'to-angry', from: 'us@shop.fr', to: 'angry@x.fr', subject: 'a' },
      { messageId: 'to-glad', from: 'us@shop.fr', to: 'glad@x.fr', subject: 'b' }
    )
    await complain({ address: 'angry@x.fr', about: 'to-angry' })
    await complain({ address: 'glad@x.fr', about: 'to-glad', feedbackType: 'not-spam' })
    expect(await suppressed('angry@x.fr')).toEqual(['complaint'])
    expect(await suppressed('glad@x.fr')).toEqual([])
  })

  it('that is forged suppresses nobody, whichever mail it names', async () => {
    await mails(
      { messageId: 'to-another', from: 'us@shop.fr', to: 'another@x.fr', subject: 'c' },
      { messageId: 'from-good', from: 'good@x.fr', to: 'us@shop.fr', subject: 'd' },
      { messageId: 'to-good', from: 'us@shop.fr', to: 'good@x.fr', subject: 'e' }
    )
    for (const about of [null, 'made-up', 'to-another', 'from-good']) await complain({ address: 'good@x.fr', about })
    expect(await suppressed('good@x.fr')).toEqual([])
  })

  it('counts once the mail that it is about is read from the Sent folder', async () => {
    await complain({ address: 'slowly@x.fr', about: 'to-slowly', messageId: 'complaint-first' })
    expect(await suppressed('slowly@x.fr')).toEqual([])
    await mails({ messageId: 'to-slowly', from: 'us@shop.fr', to: 'slowly@x.fr', subject: 'f' })
    await lookAgain('complaint-first')
    expect(await suppressed('slowly@x.fr')).toEqual(['complaint'])
  })
})

async function complain(given: {
  address: string
  about: string | null
  feedbackType?: string
  messageId?: string
}): Promise<void> {
  const { address, about, feedbackType = 'abuse', messageId = `complaint of ${address} about ${about}` } = given
  await mails({
    messageId,
    from: 'staff@provider.example',
    to: 'us@shop.fr',
    kind: 'complaint',
    complaint: { feedbackType, recipients: [address], originalMessageId: about }
  })
  await runEffects()
}

async function report(given: {
  address: string
  hard: boolean
  messageId: string
  about?: string | null
  date?: string
}): Promise<number> {
  const { address, hard, messageId, about = 'some-mail', date = '2026-03-02T10:00:00Z' } = given
  const sketch: MailSketch = {
    messageId,
    from: 'mailer-daemon@x.fr',
    to: 'us@shop.fr',
    kind: 'delivery-report',
    date,
    bounce: {
      action: 'failed',
      recipients: [{ address, status: null, hard, reason: 'user-unknown' }],
      originalMessageId: about
    }
  }
  await mails(sketch)
  return runEffects()
}

/** Runs what waits as the worker does, and once more: an effect may run twice. */
async function runEffects(): Promise<number> {
  const effects = await prisma.effect.findMany({ where: { kind: 'bounce', state: 'pending' } })
  for (const { id, kind, key, payload } of [...effects, ...effects])
    await handle(payload, { effect: { id, kind, key, attempt: 1 }, tx: prisma })
  await prisma.effect.updateMany({ where: { kind: 'bounce' }, data: { state: 'done' } })
  return effects.length
}

/** As the effect that waits does when its time has come. */
async function lookAgain(messageIdHeader: string): Promise<void> {
  const message = await prisma.message.findFirstOrThrow({ where: { messageIdHeader } })
  const next = await prisma.effect.findFirstOrThrow({ where: { kind: 'bounce', key: `${message.id} look 1` } })
  await handle(next.payload, { effect: { ...next, attempt: 1 }, tx: prisma })
}

/** Puts a stored mail into a folder of that role. */
async function lies(
  mail: StoredMail | undefined,
  place: { mailboxId: string; role: string | null; isLabelledSent?: boolean }
): Promise<void> {
  const { mailboxId, role, isLabelledSent = false } = place
  const messageId = mail?.messageId
  if (!messageId) throw new Error('the mail is not stored')
  const folder = await prisma.folder.create({
    data: { mailboxId, path: `${role} ${messageId}`, role, reading: 'read', uidValidity: 7n }
  })
  await prisma.messagePlace.create({
    data: { folderId: folder.id, uidValidity: 7n, uid: 1n, messageId, isLabelledSent }
  })
}

async function aMailbox(address = 'us@shop.fr'): Promise<string> {
  const { id } = await prisma.mailbox.create({
    data: {
      address,
      imapHost: '127.0.0.1',
      imapPort: 143,
      imapTls: 'none',
      username: 'us',
      secret: new Uint8Array()
    }
  })
  return id
}

async function suppressed(address: string): Promise<string[]> {
  const rows = await prisma.suppression.findMany({ where: { address, scope: 'all', liftedAt: null } })
  return rows.map(({ reason }) => reason)
}
