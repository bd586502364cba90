import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')

test('the image holds every file that the package is made of', () => {
  const { files } = z.object({ files: z.array(z.string()) }).parse(JSON.parse(read('package.json')))
  const copied = [...read('Dockerfile').matchAll(/^COPY --from=build (.+) \S+$/gm)]
    .flatMap(([, names]) => names?.split(' ') ?? [])
    .map((path) => path.replace(/^\/app\//, ''))
  expect(copied).toEqual(expect.arrayContaining([...files, 'package.json', 'node_modules']))
})

test('what the image is built from holds no secret and nothing that was built before', () => {
  const ignored = read('.dockerignore').split('\n')
  expect(ignored).toEqual(expect.arrayContaining(['.env', '.git', 'data', 'node_modules', 'dist']))
})

// Compose builds all services at once, and of two builds of one name the second fails: image "…" already exists.
test('one service builds the image that several run', () => {
  expect(read('docker-compose.yml').match(/^ +build:/gm)).toHaveLength(1)
})
