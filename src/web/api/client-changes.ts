import { createRoute, z } from '@hono/zod-openapi'
import { isToCome, type Birthday } from '#src/clients/birthday.ts'
import { addClient, tagClient, untagClient } from '#src/clients/client-change-store.ts'
import { currentClient, readClient, type ClientRecord } from '#src/clients/client-store.ts'
import { setFields } from '#src/clients/fields/value-store.ts'
import { acceptSuggestion, ignoreSuggestion } from '#src/clients/suggestion-store.ts'
import { normalAddress } from '#src/message/addresses.ts'
import type { Db } from '#src/platform/database/database.ts'
import { Refusal } from '#src/platform/refusal.ts'
import { writtenDay } from '#src/platform/written-day.ts'
import { audit } from '#src/team/audit-store.ts'
import { listMembers } from '#src/team/store.ts'
import { saveDetails, type ClientDetails } from '#src/web/acts/client-details.ts'
import { oneLine } from '#src/web/one-line.ts'
import type { World } from '#src/web/world.ts'
import { keyHeader, once, type Writing } from './once.ts'
import { body, clientParam, json, needs, PROBLEMS, newTagParam, tagParam, type Api, type Asked } from './operation.ts'

const tags = ['Clients']
const named = z.string().overwrite(oneLine).min(1).max(200)

const NewClient = z
  .strictObject({ name: named, address: z.string().max(320).openapi({ example: 'claire@mail.example' }) })
  .openapi('NewClient')
const Changed = z.object({ client: z.string() }).openapi('ChangedClient')
const Settled = z.object({ client: z.string(), changed: z.boolean() }).openapi('SettledClient')

const adding = createRoute({
  method: 'post',
  path: '/clients',
  operationId: 'addClient',
  summary: 'Add a client; mails from and to the address that are here already come with them',
  tags,
  ...needs('clients:write'),
  request: { headers: keyHeader, body: body(NewClient) },
  responses: { 201: json(Changed, 'The client is there.'), ...PROBLEMS }
})

const BirthdayGiven = z
  .object({
    month: z.int().min(1).max(12),
    day: z.int().min(1).max(31),
    year: z.int().min(1850).max(2200).nullable().default(null)
  })
  .refine(isDay, 'there is no such day')
const fieldValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])

const ClientChange = z
  .strictObject({
    name: named.optional(),
    phone: z.string().trim().max(60).nullable().optional(),
    language: z.enum(['fr', 'en']).nullable().optional(),
    birthday: BirthdayGiven.nullable().optional(),
    ownerId: z.guid().nullable().optional().openapi({ description: 'Member who looks after them.' }),
    fields: z
      .record(z.string(), fieldValue.nullable())
      .optional()
      .openapi({ description: 'Values by the keys of /fields; null takes one away.' })
  })
  .openapi('ClientChange')

const changing = createRoute({
  method: 'patch',
  path: '/clients/{id}',
  operationId: 'changeClient',
  summary: 'Change what a record says; what is not given stays',
  tags,
  ...needs('clients:write'),
  request: { params: clientParam, headers: keyHeader, body: body(ClientChange) },
  responses: { 200: json(Changed, 'The record says it now.'), ...PROBLEMS }
})

const tagging = (method: 'put' | 'delete') =>
  createRoute({
    method,
    path: '/clients/{id}/tags/{tag}',
    operationId: method === 'put' ? 'tagClient' : 'untagClient',
    summary: method === 'put' ? 'Put a tag on a client' : 'Take a tag off a client',
    tags,
    ...needs('clients:write'),
    request: { params: clientParam.extend(method === 'put' ? newTagParam : tagParam), headers: keyHeader },
    responses: { 200: json(Settled, 'So it is now.'), ...PROBLEMS }
  })

const deciding = (decision: 'acceptance' | 'ignoring') =>
  createRoute({
    method: 'post',
    path: `/clients/{id}/${decision}` as const,
    operationId: decision === 'acceptance' ? 'acceptSuggestion' : 'ignoreSuggestion',
    summary: decision === 'acceptance' ? 'Make a suggestion a client' : 'Ignore a suggestion from now on',
    tags,
    ...needs('clients:write'),
    request: { params: clientParam, headers: keyHeader },
    responses: { 200: json(Settled, 'So it is now.'), ...PROBLEMS }
  })

export function addClientChanges(api: Api, world: World): void {
  api.openapi(adding, async (asked) => {
    const { name, address: written } = asked.req.valid('json')
    const address = normalAddress(written)
    if (address === null) throw new Refusal('bad-address', `"${written}" is no mail address.`, { wrongUsage: true })
    const work: Writing<z.infer<typeof Changed>>['work'] = async (tx, { at, by }) => {
      const id = await addClient(tx, { name, address, reason: 'added', source: 'api', at })
      const after = { name, address }
      await audit(tx, { at, by, action: 'client.add', subject: { kind: 'client', id }, after })
      return { client: id }
    }
    return asked.json(await once(asked, world, { schema: Changed, work }), 201)
  })
  api.openapi(changing, async (asked) => {
    const { id } = asked.req.valid('param')
    const { fields, ...given } = asked.req.valid('json')
    const work: Writing<z.infer<typeof Changed>>['work'] = async (tx, { at, by }) => {
      const record = await readClient(tx, id)
      await refuseStranger(tx, given.ownerId)
      await refuseUnborn(tx, world, given.birthday)
      const client = record.id
      const subject = { kind: 'client', id: client }
      if (Object.keys(given).length > 0) {
        const after = detailsAfter(record, given)
        const before = await saveDetails(tx, client, { ...after, at })
        await audit(tx, { at, by, action: 'client.details', subject, before: { ...before }, after })
      }
      if (fields) {
        const before = await setFields(tx, client, fields, { by, at, source: 'api' })
        await audit(tx, { at, by, action: 'client.fields', subject, before, after: fields })
      }
      return { client }
    }
    return asked.json(await once(asked, world, { schema: Changed, work }), 200)
  })
  api.openapi(tagging('put'), async (asked) =>
    asked.json(await changeTag(asked, world, asked.req.valid('param'), tagClient), 200)
  )
  api.openapi(tagging('delete'), async (asked) =>
    asked.json(await changeTag(asked, world, asked.req.valid('param'), untagClient), 200)
  )
  api.openapi(deciding('acceptance'), async (asked) =>
    asked.json(await decide(asked, world, asked.req.valid('param').id, acceptSuggestion), 200)
  )
  api.openapi(deciding('ignoring'), async (asked) =>
    asked.json(await decide(asked, world, asked.req.valid('param').id, ignoreSuggestion), 200)
  )
}

/** Without a year it is a day of a leap year: 29 February may be one's birthday. */
function isDay({ month, day, year }: { month: number; day: number; year: number | null }): boolean {
  const two = (figure: number) => String(figure).padStart(2, '0')
  return writtenDay(`${year ?? 2000}-${two(month)}-${two(day)}`) !== null
}

/** @throws Refusal `no-such-member` */
async function refuseStranger(tx: Db, ownerId: string | null | undefined): Promise<void> {
  const isMember = !ownerId || (await listMembers(tx)).some((member) => member.id === ownerId)
  if (!isMember) throw new Refusal('no-such-member', 'ownerId is the id of a member of the team, or null.')
}

/** @throws Refusal `birthday-to-come` */
async function refuseUnborn(tx: Db, world: World, birthday: Birthday | null | undefined): Promise<void> {
  const { zone } = await world.firm(tx)
  const today = world.clock.now().toZonedDateTimeISO(zone).toPlainDate()
  if (birthday && isToCome(birthday, today))
    throw new Refusal('birthday-to-come', 'birthday is a day that has been: give the right year, or null.')
}

type Given = Omit<z.infer<typeof ClientChange>, 'fields'>

/** What is not given stays as it is; null clears. */
function detailsAfter(record: ClientRecord, given: Given): ClientDetails {
  return {
    name: given.name ?? record.name,
    phone: given.phone === undefined ? record.phone : given.phone,
    language: given.language === undefined ? record.language : given.language,
    birthday: given.birthday === undefined ? record.birthday : given.birthday,
    ownerId: given.ownerId === undefined ? record.ownerId : given.ownerId
  }
}

type TagChange = (db: Db, change: { clientId: string; tag: string; by: string; at: Date }) => Promise<boolean>

async function changeTag(asked: Asked, world: World, { id, tag }: { id: string; tag: string }, change: TagChange) {
  return once(asked, world, {
    schema: Settled,
    async work(tx, { at, by }) {
      const client = await currentClient(tx, id)
      const changed = await change(tx, { clientId: client, tag, by: by.id, at })
      const subject = { kind: 'client', id: client }
      const isAdded = change === tagClient
      if (changed && isAdded) await audit(tx, { at, by, action: 'client.tag', subject, after: { tag } })
      if (changed && !isAdded) await audit(tx, { at, by, action: 'client.untag', subject, before: { tag } })
      return { client, changed }
    }
  })
}

type Decision = typeof acceptSuggestion

async function decide(asked: Asked, world: World, id: string, decision: Decision) {
  return once(asked, world, {
    schema: Settled,
    async work(tx, { at, by }) {
      const client = await currentClient(tx, id)
      return { client, changed: await decision(tx, client, { by, at }) }
    }
  })
}
