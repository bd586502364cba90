import { errorText } from '#src/platform/error.ts'
import type { Language } from '#src/platform/i18n.ts'
import { compileLetter, parseSource, type Letter, type Stationery } from './compile.ts'
import { EXAMPLE, type LetterData } from './data.ts'
import { isKnownField, usedFields } from './fields.ts'

/** What is wrong with a letter, and where. */
export interface TemplateFault {
  /** Line of the source, from 1; null where it cannot be told. */
  line: number | null
  message: Record<Language, string>
}

/** A letter as it will look, or all that keeps it from being one. */
export type Tried = { kind: 'letter'; letter: Letter } | { kind: 'wrong'; faults: TemplateFault[] }

/** Checks a letter before it is saved: syntax, fields that letters do not know, and that it can be filled in. */
export async function checkTemplate(
  source: string,
  stationery: Stationery,
  language: Language
): Promise<TemplateFault[]> {
  const tried = await tryLetter(source, { stationery, language, data: EXAMPLE[language] })
  return tried.kind === 'wrong' ? tried.faults : []
}

/** Checks a letter and fills it in. */
export async function tryLetter(
  source: string,
  about: { stationery: Stationery; language: Language; data: LetterData }
): Promise<Tried> {
  const parsed = parseSource(source)
  if (!parsed) return { kind: 'wrong', faults: [{ line: 1, message: NO_SUBJECT }] }
  const unknown = unknownFields(source)
  if (unknown.length > 0) return { kind: 'wrong', faults: unknown }
  try {
    const rendered = (await compileLetter(parsed, about.stationery, about.language)).render(about.data)
    if (rendered.kind === 'letter') return rendered
    return { kind: 'wrong', faults: [{ line: null, message: missing(rendered.field) }] }
  } catch (error) {
    return { kind: 'wrong', faults: [faultOf(error)] }
  }
}

const NO_SUBJECT = {
  fr: 'La première ligne doit être «\u00a0subject: …\u00a0» et la deuxième trois traits d’union (---).',
  en: 'The first line must be "subject: …" and the second three hyphens (---).'
}

function missing(field: string): TemplateFault['message'] {
  return {
    fr: `Le champ {{${field}}} n’est pas connu pour ce client\u00a0: entourez-le de {{#if ${field}}}…{{/if}}.`,
    en: `The field {{${field}}} is not known for this client: put it between {{#if ${field}}}…{{/if}}.`
  }
}

function unknownFields(source: string): TemplateFault[] {
  try {
    return usedFields(source)
      .filter(({ path }) => !isKnownField(path))
      .map(({ path, line }) => ({
        line,
        message: {
          fr: `Il n’y a pas de champ {{${path}}}\u00a0: voyez la liste des champs.`,
          en: `There is no field {{${path}}}: see the list of fields.`
        }
      }))
  } catch (error) {
    return [faultOf(error)]
  }
}

function faultOf(error: unknown): TemplateFault {
  const lines = errorText(error)
    .split('\n')
    .map((line) => line.trim())
  const said = lines.find((line) => line !== '' && line !== 'ValidationError:') ?? ''
  // MJML counts the lines of the whole letter, layout included: of no use to who wrote the body.
  const fault = /^Line \d+ of .*?(\(.*)$/.exec(said)?.[1]
  if (fault !== undefined) return { line: null, message: unreadable(fault) }
  const line = /line (\d+)/i.exec(said)?.[1]
  return { line: line === undefined ? null : Number(line), message: unreadable(said.replace(/:$/, '')) }
}

/** The parsers speak English: their words come last, for whoever can use them. */
function unreadable(said: string): TemplateFault['message'] {
  return {
    fr: `La lettre ne peut pas être lue ici\u00a0: vérifiez que chaque {{…}} et chaque balise est fermée (${said}).`,
    en: `The letter cannot be read here: see that each {{…}} and each tag is closed (${said}).`
  }
}
