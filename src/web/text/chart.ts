import { catalogue } from '#src/platform/i18n.ts'

/** What stands beside every chart. */
export const chartText = catalogue({ table: 'Les chiffres en tableau' }, { table: 'The figures as a table' })
