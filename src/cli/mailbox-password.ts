import { password as askPassword } from '@inquirer/prompts'
import { readFileSync } from 'node:fs'
import { Refusal } from '#src/platform/refusal.ts'

/**
 * The password of a mailbox: the first line of a file, or asked for without echo.
 * @throws Refusal where there is neither a file nor a person to ask
 */
export async function passwordFor(address: string, file: string | undefined): Promise<string> {
  if (file !== undefined) return firstLine(file)
  if (process.stdin.isTTY) return askPassword({ message: `Password of ${address}` })
  throw new Refusal('no-password', 'Give the password with --password-file FILE, or run this in a terminal.', {
    wrongUsage: true
  })
}

function firstLine(file: string): string {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/, 1)[0] ?? ''
  } catch (cause) {
    throw new Refusal('no-password-file', `The password file ${file} cannot be read.`, { wrongUsage: true, cause })
  }
}
