import { expect, test } from 'vitest'
import { sinceDrawn } from '#src/web/drawn.ts'

const drawn = { at: 0, texts: { name: 'Claire', phone: '', tags: ['vip'] } }

test('what only one side changed is merged, and what nobody changed stays', () => {
  const given = { name: 'Claire Morel', phone: '', tags: 'vip' }
  expect(sinceDrawn({ drawn, given }, { name: 'Claire', phone: '01', tags: ['vip', 'lampe'] })).toEqual({
    merged: { name: 'Claire Morel', phone: '01', tags: ['vip', 'lampe'] },
    changed: ['phone', 'tags'],
    contested: []
  })
})

test('what both changed is contested, unless they agree', () => {
  const given = { name: 'Claire Morel', phone: '02', tags: 'vip' }
  expect(sinceDrawn({ drawn, given }, { name: 'Claire Morel', phone: '01', tags: ['vip'] })).toEqual({
    merged: { name: 'Claire Morel', phone: '02', tags: ['vip'] },
    changed: ['phone'],
    contested: ['phone']
  })
})

test('a field that is emptied is changed; line ends of a browser are not', () => {
  const lines = { at: 0, texts: { about: 'one\ntwo', phone: '01' } }
  const given = { about: 'one\r\ntwo', phone: '' }
  expect(sinceDrawn({ drawn: lines, given }, { about: 'three', phone: '01' })).toEqual({
    merged: { about: 'three', phone: '' },
    changed: ['about'],
    contested: []
  })
})

test('a form that does not say what it was drawn from holds as it is', () => {
  const given = { name: '', phone: '', tags: [] }
  expect(sinceDrawn({ drawn: null, given }, drawn.texts)).toEqual({ merged: given, changed: [], contested: [] })
})
