import { anyCaseOf } from '#src/message/any-of.ts'

/** At which step of the SMTP session a mail was refused; null where the notice does not tell. */
export type Step = 'connect' | 'helo' | 'mail' | 'rcpt' | 'data' | null

/** The step, from how Postfix, Exim, qmail, sendmail, Gmail, Yahoo, GMX and their like name it. */
export function stepOf(words: string): Step {
  const named = STEPS.find(({ pattern }) => pattern.test(words))
  return named ? named.step : stepInTranscript(words)
}

const STEPS: { step: Exclude<Step, null>; pattern: RegExp }[] = [
  {
    step: 'rcpt',
    pattern: anyCaseOf(
      'in reply to (?:end of )?RCPT|after (?:pipelined )?(?:sending )?RCPT|RCPT TO (?:command|response|has been)|RCPT command',
      '\\[RCPT_TO\\]|does not like recipient|\\(state 1[34]\\)'
    )
  },
  {
    step: 'mail',
    pattern: anyCaseOf(
      'in reply to MAIL FROM|after (?:pipelined )?MAIL|MAIL command',
      '\\[MAIL_FROM\\]|sender was rejected|\\(state 1[12]\\)'
    )
  },
  {
    step: 'data',
    pattern: anyCaseOf(
      'in reply to (?:end of )?DATA|after (?:end of data|(?:pipelined )?(?:sending )?(?:end of )?(?:DATA|TEXT|message body))',
      '(?:TEXT|DATA|BODY) command|failed after I sent the message|\\[(?:DATA|MESSAGE|EOM|BODY)\\]|\\(state 1[5678]\\)'
    )
  },
  { step: 'helo', pattern: anyCaseOf('in reply to (?:HELO|EHLO|LHLO)|after (?:HELO|EHLO)|\\[(?:HELO|EHLO)\\]') },
  {
    step: 'connect',
    pattern: anyCaseOf(
      'after initial connection|refused to talk to me|\\[CONNECT\\]|while performing the (?:HELO|EHLO) handshake',
      'while (?:conversation|receiving the initial server greeting)'
    )
  }
]

/** ">>> RCPT To:<…>" before "<<< 550 …": the last command before the first refusal. */
function stepInTranscript(words: string): Step {
  let command: Step = null
  for (const line of words.split('\n')) {
    const sent = /^\s*>>> ?(\w+)/.exec(line)?.[1]?.toUpperCase()
    if (sent !== undefined) command = COMMANDS.get(sent) ?? 'data'
    else if (/^\s*<<< ?[45]\d\d/.test(line) && command !== null) return command
  }
  return command
}

const COMMANDS = new Map<string, Exclude<Step, null>>([
  ['RCPT', 'rcpt'],
  ['MAIL', 'mail'],
  ['DATA', 'data'],
  ['HELO', 'helo'],
  ['EHLO', 'helo'],
  ['LHLO', 'helo']
])
