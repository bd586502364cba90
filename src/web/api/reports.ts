import { createRoute, z } from '@hono/zod-openapi'
import { Refusal } from '#src/platform/refusal.ts'
import { askReport, reportJson } from '#src/insights/reports/ask.ts'
import type { Report } from '#src/insights/reports/report.ts'
import { REPORTS, reportNamed } from '#src/insights/reports/table.ts'
import type { World } from '#src/web/world.ts'
import { json, needs, PROBLEMS, type Api } from './operation.ts'

const NAMES = REPORTS.map((report) => report.name).join(', ')
const OWN_PARAMETERS = REPORTS.filter((report) => report.parameters.length > 0)
  .map((report) => `${report.name}: ${report.parameters.map((parameter) => parameter.name).join(', ')}`)
  .join('; ')

const query = z.looseObject({
  from: z.string().max(20).optional().openapi({ description: 'First day, as 2026-01-31.' }),
  to: z.string().max(20).optional().openapi({ description: 'Last day; today unless told.' }),
  segment: z.string().max(4_000).optional().openapi({ description: 'A saved segment, or a condition as JSON.' }),
  currency: z.string().max(3).optional().openapi({ example: 'EUR' })
})

const ReportAnswer = z
  .looseObject({
    report: z.string(),
    from: z.string().nullable().openapi({ description: 'Null: from the beginning.' }),
    to: z.string(),
    currency: z.string(),
    warning: z
      .string()
      .nullable()
      .openapi({ description: 'Why the numbers are not to be trusted, such as too little data.' }),
    notes: z.array(z.string())
  })
  .openapi('Report')

const one = createRoute({
  method: 'get',
  path: '/reports/{name}',
  operationId: 'readReport',
  summary: 'What the purchases say: profit, habits, value, retention, returns',
  description: `There are: ${NAMES}. Parameters of their own: ${OWN_PARAMETERS}. The answer is the one that the command line gives with \`--json\`.`,
  tags: ['Reports'],
  ...needs('reports:read'),
  request: {
    params: z.object({
      name: z
        .string()
        .max(40)
        .openapi({ param: { name: 'name', in: 'path' }, example: 'profit' })
    }),
    query
  },
  responses: { 200: json(ReportAnswer, 'The numbers, and how they came to be.'), ...PROBLEMS }
})

export function addReports(api: Api, world: World): void {
  api.openapi(one, async (asked) => {
    const report = reportNamed(asked.req.valid('param').name)
    const { from, to, segment, currency } = asked.req.valid('query')
    refuseUnknown(Object.keys(asked.req.query()), report)
    const request = { from, to, segment, currency, figures: asked.req.query() }
    const told = await askReport(world.db, report, { request, clock: world.clock })
    return asked.json(reportJson(told), 200)
  })
}

/** @throws Refusal `malformed` */
function refuseUnknown(names: string[], report: Report): void {
  const known = [...Object.keys(query.shape), ...report.parameters.map((parameter) => parameter.name)]
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length === 0) return
  throw new Refusal('malformed', `${unknown.join(', ')}: this report takes ${known.join(', ')}.`, { wrongUsage: true })
}
