import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { splitReply } from '#src/message/reply.ts'

interface Sample {
  name: string
  mail: string
  expected: string
}

function samplesIn(file: string): Sample[] {
  const path = fileURLToPath(new URL(`../fixtures/new-text/${file}`, import.meta.url))
  const entries = readFileSync(path, 'utf8').split(/^=== /m).slice(1)
  return entries.map((entry) => {
    const [head = '', expected = ''] = entry.split(/^--- expect\n/m)
    const end = head.indexOf('\n')
    return { name: head.slice(0, end), mail: head.slice(end + 1), expected }
  })
}

/** Two hundred lines as Outlook copies them below an answer. */
const OLDER_MAILS = Array.from({ length: 20 }, (_, n) => {
  const header = `De : Luc <luc@client.example>\nEnvoyé : lundi ${n + 1} avril 2024 10:00\nÀ : Anna\nObjet : Livraison`
  return `${header}\n\nBonjour Anna,\nvoici le point numéro ${n}.\nMardi me va.\n\nLuc`
}).join('\n\n')

/** Lines that say something: how many empty ones stand between is the program's affair. */
function solidLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

describe('E: the new text of an answer, as the program lays it out', () => {
  test.each([...samplesIn('plain.txt'), ...samplesIn('more-plain.txt')])(
    'in plain text: $name',
    ({ mail, expected }) => {
      const { reply } = splitReply({ text: mail, html: null, subject: 'Re: Livraison' })
      expect(solidLines(reply.text)).toEqual(solidLines(expected))
    }
  )

  test.each(samplesIn('plain.txt'))('above a long correspondence: $name', ({ mail, expected }) => {
    const { reply } = splitReply({ text: `${mail}\n\n${OLDER_MAILS}`, html: null, subject: 'Re: Livraison' })
    expect(solidLines(reply.text)).toEqual(solidLines(expected))
  })

  test.each(samplesIn('html.txt'))('in HTML: $name', ({ mail, expected }) => {
    const { reply } = splitReply({ text: null, html: mail, subject: 'Re: Livraison' })
    expect(solidLines(reply.text)).toEqual(solidLines(expected))
  })
})
