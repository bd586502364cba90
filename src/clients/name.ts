import { companyDomain, companyName } from './company-domain.ts'

/** A name with how good it is: 2 as they sign themselves, 1 as others write it, 0 made from the address. */
export interface NameFound {
  name: string
  rank: 0 | 1 | 2
}

const LENGTH_LIMIT = 100
/** What a header may hold beyond this is nobody's name. */
const READ_LIMIT = 300
/** "Jean Dupont via Atelier" and "Jean Dupont (via Atelier)": what lists and services add. */
const VIA = /\s*\(?\s*\b(?:via|par l'intermédiaire de|on behalf of|de la part de)\b.*$/i
const BRACKETED = /\s*[([][^)\]]*[)\]]\s*/g
const FIRM_ENDING = /^(?:s\.?a\.?r\.?l|s\.?a\.?s\.?u?|e\.?u\.?r\.?l|s\.?a|s\.?c\.?i|inc|ltd|ltée|llc|gmbh|enr)\.?$/i
/** Shared addresses say where somebody works, not who they are. */
const SHARED =
  /^(?:contact|info|infos|information|bonjour|hello|accueil|commercial|commande|commandes|order|orders|compta|comptabilite|facturation|facture|factures|invoice|billing|sales|vente|ventes|achat|achats|service|services|sav|support|office|bureau|boutique|magasin|shop|mail|email|direction|secretariat|admin|administration|reception|reservation|reservations|booking|team|equipe|rh|jobs|presse|press|marketing|web|webmaster|atelier)$/

/**
 * The best name for whoever an address belongs to.
 * @param name as written in the mail, decoded; may be empty, an address, or in another order
 * @param isTheirOwn written by themselves, in From
 */
export function pickName(name: string, address: string, isTheirOwn: boolean): NameFound {
  const cleaned = cleanName(name, address)
  if (cleaned !== null) return { name: cleaned, rank: isTheirOwn ? 2 : 1 }
  return { name: nameFromAddress(address), rank: 0 }
}

function cleanName(written: string, address: string): string | null {
  const unquoted = written
    .slice(0, READ_LIMIT)
    .replaceAll(/["“”«»]/g, ' ')
    .replace(/^\s*'(.*)'\s*$/, '$1')
  const plain = unquoted.replace(VIA, '').replaceAll(BRACKETED, ' ').replaceAll(/\s+/g, ' ').trim()
  const isAddress = plain.includes('@') || plain === address.slice(0, address.lastIndexOf('@'))
  const hasLetters = /\p{L}{2}/u.test(plain)
  if (isAddress || !hasLetters) return null
  return inOrder(plain)
    .split(' ')
    .map((word, _, words) => (words.length > 1 ? withoutShouting(word) : word))
    .join(' ')
    .slice(0, LENGTH_LIMIT)
    .trim()
}

/** "Dupont, Jean" as address books write it; "Leroy, SARL" and lists of names stay as they are. */
function inOrder(name: string): string {
  const parts = name.split(',').map((part) => part.trim())
  const [last = '', first = ''] = parts
  const isTurned = parts.length === 2 && first !== '' && !FIRM_ENDING.test(first) && first.split(' ').length <= 3
  return isTurned ? `${first} ${last}` : name
}

/** "DUPONT" and "MARTIN-LEROY" as one writes them; short words may be initials or a firm's name. */
function withoutShouting(word: string): string {
  const isShouted =
    word.length > 3 && !FIRM_ENDING.test(word) && word === word.toUpperCase() && /^[\p{Lu}'’-]+$/u.test(word)
  if (!isShouted) return word
  return word
    .toLowerCase()
    .replaceAll(/(^|['’-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())
}

function nameFromAddress(address: string): string {
  const at = address.lastIndexOf('@')
  const local = address.slice(0, Math.max(at, 0)).replace(/\+.*$/, '')
  const domain = companyDomain(address)
  if (domain !== null && SHARED.test(local)) return companyName(domain)
  const words = local.split(/[._-]+/).filter((word) => /\p{L}/u.test(word))
  const isNameLike = words.length >= 2 && words.length <= 4 && words.every((word) => /^\p{L}+$/u.test(word))
  return isNameLike ? words.map(capitalised).join(' ') : address
}

function capitalised(word: string): string {
  return word.length === 1 ? `${word.toUpperCase()}.` : word.charAt(0).toUpperCase() + word.slice(1)
}
