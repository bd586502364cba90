import { expect, test } from 'vitest'
import { classifyFailure, isGivenUpAfter, retryDelayMs } from '#src/delivery/smtp-outcome.ts'

const cut = { code: 'ECONNECTION', message: 'Connection closed unexpectedly' }

test('a connection cut before the whole mail was handed over is tried again (H3)', () => {
  expect(classifyFailure(cut, false).kind).toBe('retry')
})

test('a connection cut after the whole mail was handed over is unknown, never sent again by itself (H2)', () => {
  expect(classifyFailure(cut, true).kind).toBe('unknown')
})

test('a 4xx answer is a retry even after the mail was handed over: the server said that it did not take it', () => {
  const busy = { code: 'EMESSAGE', responseCode: 451, response: '451 4.3.0 try later', message: 'x' }
  expect(classifyFailure(busy, true)).toMatchObject({ kind: 'retry' })
})

test('"too many" slows the account down (H7)', () => {
  const many = { code: 'EENVELOPE', responseCode: 450, response: '450 4.7.28 rate limit exceeded', message: 'x' }
  expect(classifyFailure(many, false)).toMatchObject({ kind: 'retry', slowDown: true })
})

test('an unknown user is a hard refusal with its status; a refusal for policy is not hard', () => {
  const unknownUser = {
    code: 'EENVELOPE',
    responseCode: 550,
    response: '550 5.1.1 no such user',
    message: 'x',
    command: 'RCPT TO'
  }
  expect(classifyFailure(unknownUser, false)).toMatchObject({ kind: 'refused', status: '5.1.1', hard: true })
  const policy = {
    code: 'EMESSAGE',
    responseCode: 554,
    response: '554 5.7.1 message blocked as spam',
    message: 'x',
    command: 'DATA'
  }
  expect(classifyFailure(policy, true)).toMatchObject({ kind: 'refused', status: '5.7.1', hard: false })
})

test('a refused login is ours to mend and says nothing of the address: the mail waits', () => {
  const login = { code: 'EAUTH', responseCode: 535, response: '535 5.7.8 bad credentials', message: 'x' }
  expect(classifyFailure(login, false)).toMatchObject({ kind: 'retry', slowDown: true })
})

test('a refusal of our own address, in whatever words, is no word about the recipient: the mail waits', () => {
  const sender = {
    code: 'EENVELOPE',
    responseCode: 550,
    response: '550 no such user here',
    message: 'x',
    command: 'MAIL FROM'
  }
  expect(classifyFailure(sender, false)).toMatchObject({ kind: 'retry', slowDown: true })
})

test('attempts are spaced 1, 2, 4 minutes and so on, never more than two hours', () => {
  expect([1, 2, 3, 12].map(retryDelayMs)).toEqual([60_000, 120_000, 240_000, 7_200_000])
})

test('after a day of attempts a mail is given up (H3)', () => {
  expect([1, 17, 18, 30].map(isGivenUpAfter)).toEqual([false, false, true, true])
})
