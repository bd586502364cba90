import type { TableRow } from '#src/platform/csv/cells.ts'
import type { Language } from '#src/platform/i18n.ts'

/** Why something is refused, in the words of both languages. */
export type Reason = Record<Language, string>

/** A row that is not imported, with a sentence for who made the file. */
export interface RefusedRow {
  line: number
  reason: Reason
}

/** A row with everything that is wrong with it in one sentence. */
export function refuseRow(line: number, complaints: Reason[]): RefusedRow {
  const all = (language: Language) => complaints.map((complaint) => complaint[language])
  return { line, reason: { fr: `${all('fr').join('\u00a0; ')}.`, en: `${all('en').join('; ')}.` } }
}

/** What is wrong with a row whatever its cells say: broken quotation marks, cells beyond the titles, the titles again. */
export function rowFaults({ cells, isBroken }: TableRow, header: string[]): Reason[] {
  if (isBroken)
    return [
      {
        fr: 'un guillemet est ouvert et jamais fermé\u00a0: fermez-le ou retirez-le, et mettez entre guillemets les textes qui contiennent le séparateur',
        en: 'a quotation mark is opened and never closed: close it, or take it out, and put texts that hold the separator in quotation marks'
      }
    ]
  const beyond = cells.slice(header.length).some((cell) => cell.trim() !== '')
  if (beyond)
    return [
      {
        fr: `la ligne a ${cells.length} cases sous ${header.length} titres\u00a0: mettez entre guillemets les textes et les sommes qui contiennent le séparateur`,
        en: `the row has ${cells.length} cells under ${header.length} titles: put texts and sums that hold the separator in quotation marks`
      }
    ]
  const isHeader = cells.length > 1 && header.every((title, index) => title === (cells[index] ?? '').trim())
  if (isHeader)
    return [{ fr: 'ce sont les titres une deuxième fois, pas une ligne', en: 'these are the titles again, not a row' }]
  const filled = cells.filter((cell) => cell.trim() !== '')
  const isRemark = header.length > 2 && filled.length === 1 && REMARK.test(filled[0] ?? '')
  return isRemark
    ? [
        {
          fr: 'cela ressemble à une remarque du programme qui a fait le fichier',
          en: 'this looks like a remark of the program that made the file'
        }
      ]
    : []
}

const REMARK =
  /^\s*(?:fin\b|end of|page \d|\*+|-{3,}|={3,}|export|édité|edited|imprimé|printed|généré|generated|nombre de|\d+ (?:clients?|lignes?|enregistrements?|rows?|records?))/i

/** An erased person does not come back (SEMANTICS J5). */
export const WAS_ERASED: Reason = {
  fr: 'cette personne a été effacée et ne revient pas',
  en: 'this person was erased and is not brought back'
}

export function isOurs(address: string): Reason {
  return {
    fr: `${address} est une adresse de votre équipe`,
    en: `${address} is an address of your own team`
  }
}

/** Of rows that are not to make clients. */
export function unknownClient(client: string): Reason {
  return {
    fr: `le client ${client} n’est pas connu\u00a0: importez d’abord les clients, ou faites créer leur fiche`,
    en: `there is no client ${client}: import the clients first, or add --create-clients`
  }
}
