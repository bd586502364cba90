import { expect, test } from 'vitest'
import { readReturnDate } from '#src/message/return-date.ts'
import { mailOf, understood } from './mails.ts'

/** The mail is of Monday 27 July 2026. */
const MAIL_DATE = '2026-07-27T08:00:00.000Z'

const FRENCH: [string, string | null][] = [
  ['Je suis en congés, de retour le 12 août.', '2026-08-12'],
  ['Je serai de retour le lundi 17 août 2026.', '2026-08-17'],
  ['Absent du bureau, retour prévu le 17/08/2026.', '2026-08-17'],
  ['Absente jusqu’au 14 août inclus.', '2026-08-15'],
  ["Absente jusqu'au 14 août.", '2026-08-15'],
  ['Je suis absent du 27 juillet au 14 août.', '2026-08-15'],
  ['Le magasin est fermé du 1er au 15 août, réouverture le 17.08.', '2026-08-17'],
  ['Je reviens lundi.', '2026-08-03'],
  ['Je serai à nouveau joignable à partir du 1er septembre.', '2026-09-01'],
  ['Je reprendrai le travail le 4 janvier.', '2027-01-04'],
  ['Je suis absente. En cas d’urgence, appelez le 01 23 45 67 89.', null],
  ['Je suis absente jusqu’à nouvel ordre.', null],
  ['Retour le 31 février.', null]
]

test.each(FRENCH)('%s', (text, day) => {
  expect(readReturnDate(text, { language: 'fr', mailDate: MAIL_DATE })).toBe(day)
})

const ENGLISH: [string, string | null][] = [
  ['I am out of the office, back on Monday 5 Jan.', '2027-01-05'],
  ['I will be back on August 12th.', '2026-08-12'],
  ['I am on leave and will return on Monday, August 17, 2026.', '2026-08-17'],
  ['Out of office until 17 August.', '2026-08-17'],
  ['I am away until 08/17/2026.', '2026-08-17'],
  ['On vacation through August 14.', '2026-08-15'],
  ['I am on leave from 27 July to 14 August.', '2026-08-15'],
  ['I will be travelling on August 10-14.', '2026-08-15'],
  ['I am away and will be back tomorrow.', '2026-07-28'],
  ['I am out of the office. For help call 555-0100.', null]
]

test.each(ENGLISH)('%s', (text, day) => {
  expect(readReturnDate(text, { language: 'en', mailDate: MAIL_DATE })).toBe(day)
})

test('a day without a year is the next one, or one of the last weeks, which then is no day of return', () => {
  expect(readReturnDate('De retour le 20 juillet.', { language: 'fr', mailDate: MAIL_DATE })).toBeNull()
  expect(readReturnDate('De retour le 2 janvier.', { language: 'fr', mailDate: '2026-12-28T08:00:00Z' })).toBe(
    '2027-01-02'
  )
})

const AUTOMATIC: Record<string, Record<string, string>> = {
  'Auto-Submitted: auto-replied': { 'Auto-Submitted': 'auto-replied (vacation)' },
  'X-Autoreply: yes': { 'X-Autoreply': 'yes' },
  X_Autorespond: { 'X-Autorespond': 'Bonjour' },
  'Precedence: auto_reply': { Precedence: 'auto_reply' },
  'X-Apple-Action: vacation': { 'X-Apple-Action': 'vacation' },
  'Réponse automatique': { Subject: 'Réponse automatique : Votre devis' },
  'Automatic reply': { Subject: 'Automatic reply: Your quote' },
  Abwesenheitsnotiz: { Subject: 'Abwesenheitsnotiz: Ihr Angebot' },
  'a possible subject with a null sender': { Subject: 'Absence du bureau', 'Return-Path': '<>' },
  'a possible prefix with Exchange’s wish not to be answered': {
    Subject: 'Out of Office: Your quote',
    'X-Auto-Response-Suppress': 'All'
  }
}

test.each(Object.entries(AUTOMATIC))('an absence mail by %s gives its return date', (_, fields) => {
  const mail = understood(
    mailOf(
      { Date: 'Mon, 27 Jul 2026 08:00:00 +0000', ...fields },
      'Bonjour,\n\nje suis en congés, de retour le 12 août.'
    )
  )
  expect(mail).toMatchObject({ kind: 'automatic', automatic: { absence: true, returnDate: '2026-08-12' } })
})

test('an automatic mail that is no absence has no return date', () => {
  const mail = understood(
    mailOf(
      { 'Auto-Submitted': 'auto-generated', Date: 'Mon, 27 Jul 2026 08:00:00 +0000' },
      'Votre colis arrive le 12 août.'
    )
  )
  expect(mail.automatic).toEqual({ absence: false, returnDate: null })
})
