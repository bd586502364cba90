import { errorText } from '#src/platform/error.ts'
import type { Language } from '#src/platform/i18n.ts'
import { compileLetter, parseSource, type Stationery } from './compile.ts'
import { EXAMPLE } from './data.ts'
import { isKnownField, usedFields } from './fields.ts'

/** What is wrong with a template, and where. */
export interface TemplateFault {
  /** Line of the source, from 1; null where it cannot be told. */
  line: number | null
  message: string
}

/** Checks a template before it is saved: syntax, fields that letters do not know, and that it can be filled in. */
export async function checkTemplate(
  source: string,
  stationery: Stationery,
  language: Language
): Promise<TemplateFault[]> {
  const parsed = parseSource(source)
  if (!parsed) return [{ line: 1, message: 'The first line must be "subject: …" and the second three hyphens (---).' }]
  const unknown = unknownFields(source)
  if (unknown.length > 0) return unknown
  try {
    const letter = await compileLetter(parsed, stationery, language)
    letter.render(EXAMPLE[language])
    return []
  } catch (error) {
    return [faultOf(error)]
  }
}

function unknownFields(source: string): TemplateFault[] {
  try {
    return usedFields(source)
      .filter(({ path }) => !isKnownField(path))
      .map(({ path, line }) => ({ line, message: `There is no field {{${path}}}: see the list of fields.` }))
  } catch (error) {
    return [faultOf(error)]
  }
}

function faultOf(error: unknown): TemplateFault {
  const lines = errorText(error)
    .split('\n')
    .map((line) => line.trim())
  const said = lines.find((line) => line !== '' && line !== 'ValidationError:') ?? 'It cannot be read.'
  // MJML counts the lines of the whole letter, layout included: of no use to who wrote the body.
  const fault = /^Line \d+ of .*?(\(.*)$/.exec(said)?.[1]
  if (fault !== undefined) return { line: null, message: fault }
  const line = /line (\d+)/i.exec(said)?.[1]
  return { line: line === undefined ? null : Number(line), message: said }
}
