import { expect, it } from 'vitest'
import { claimDomain, disclaimDomain, firmDomain } from '#src/clients/our-domain.ts'
import { timeline } from '#src/clients/timeline-store.ts'
import { ourDomains } from '#src/team/store.ts'
import { aBase, NOW } from './a-base.ts'

const { prisma, mails, clientOf } = await aBase()

it('knows a firm’s domain from one of which anybody may have an address', () => {
  expect(firmDomain('contact@maison-leroy.fr')).toBe('maison-leroy.fr')
  expect(firmDomain('contact@paris.maison-leroy.fr')).toBe('paris.maison-leroy.fr')
  for (const provider of ['orange.fr', 'gmail.com', 'videotron.ca'])
    expect(firmDomain(`boutique@${provider}`)).toBeNull()
})

it('takes a colleague for a client until the domain is ours, and again when it no longer is (SEMANTICS C1)', async () => {
  const claim = () => prisma.$transaction((tx) => claimDomain(tx, 'firm.fr', NOW))
  const disclaim = () => prisma.$transaction((tx) => disclaimDomain(tx, 'firm.fr', NOW))
  const asked = { messageId: 'd1', from: 'Kim <kim@gmail.com>', to: 'ana@firm.fr', cc: 'us@shop.fr' }
  const answered = {
    messageId: 'd2',
    references: ['d1'],
    from: 'Ana <ana@firm.fr>',
    to: 'kim@gmail.com',
    cc: 'us@shop.fr'
  }
  await mails({ ...asked, date: '2026-03-01T08:00:00Z' }, { ...answered, date: '2026-03-01T09:00:00Z' })
  const directions = async () => {
    const kim = await clientOf('kim@gmail.com')
    return (await timeline(prisma, kim?.id ?? '')).map(({ direction }) => direction ?? 'none').toSorted()
  }
  expect(await clientOf('ana@firm.fr')).toMatchObject({ state: 'suggested' })

  expect(await claim()).toBe(1)
  expect(await ourDomains(prisma)).toEqual(['firm.fr'])
  expect(await clientOf('ana@firm.fr')).toBeNull()
  expect(await clientOf('kim@gmail.com')).toMatchObject({ state: 'active', stateReason: 'answered-by-us' })
  expect(await directions()).toEqual(['in', 'out'])
  await mails({ from: 'Bob <bob@firm.fr>', to: 'us@shop.fr' })
  expect(await clientOf('bob@firm.fr')).toBeNull()
  expect(await claim()).toBe(0)

  await disclaim()
  expect(await ourDomains(prisma)).toEqual([])
  expect(await clientOf('ana@firm.fr')).toMatchObject({
    state: 'suggested',
    lastInboundAt: new Date('2026-03-01T09:00:00Z')
  })
  expect(await clientOf('bob@firm.fr')).toMatchObject({ state: 'suggested' })
  expect(await directions()).toEqual(['in'])
})
