import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errorText } from '#src/web/text/error.ts'
import { importText } from '#src/web/text/import.ts'
import { addMailbox, CLAIRE, receive } from './shop.ts'
import { ownedWorld } from './world.ts'

/** Rooms in which nothing is done for a page. */
const ELSEWHERE = /^src\/(?:cli|demo|web\/api|platform\/(?:config|database|queue|secrets))[./]/

/** Thrown in rooms that pages know, and yet met by no page. */
const NOT_ON_PAGES: Record<string, string> = {
  'bad-map': 'of a flag of the command line',
  'bad-tokens': 'of a file of the command line',
  'clear-text': 'the page that connects a mailbox offers no connection in clear',
  'dkim-key-unusable': 'told by doctor, and by the sender',
  'folder-not-empty': 'of a folder that the command line writes to',
  'no-eml': 'of a folder that the command line reads',
  'not-a-maildir': 'of a folder that the command line reads',
  'unknown-setting': 'pages name their own settings',
  'choice-in-use': 'choices are changed by the command line',
  'field-exists': 'said beside the name of the field',
  'field-had-values': 'said beside the name of the field',
  'wrong-choices': 'said beside the choices'
}

function codes(): Map<string, string> {
  const found = new Map<string, string>()
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).map((name) => join('src', name))
  for (const file of files.filter((name) => /\.tsx?$/.test(name) && !ELSEWHERE.test(name)))
    for (const [, code = ''] of readFileSync(file, 'utf8').matchAll(/new Refusal\(\s*'([^']+)'/g)) found.set(code, file)
  return found
}

describe('whatever a page refuses', () => {
  test('has its words in both languages, or says here why not', () => {
    const thrown = codes()
    expect(thrown.size).toBeGreaterThan(60)
    for (const language of ['fr', 'en'] as const) {
      const said = Object.keys({ ...errorText[language].byCode, ...importText[language].failures })
      const unsaid = [...thrown].filter(([code]) => !said.includes(code) && !(code in NOT_ON_PAGES))
      expect({ language, unsaid }).toEqual({ language, unsaid: [] })
    }
    for (const code of Object.keys(NOT_ON_PAGES)) expect([...thrown.keys()]).toContain(code)
  })

  test('is told in French on French pages, with what to do', async () => {
    const { world, owner } = await ownedWorld()
    await addMailbox(world)
    await receive(world, CLAIRE)
    const { id } = await world.db.client.findFirstOrThrow()
    const answer = await owner.send(`/clients/${id}/merge`, { other: id }, '/account')
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(html).toContain('C’est la même fiche')
    expect(html).toContain('Choisissez-en une autre')
  })
})
