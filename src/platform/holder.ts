import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { isAlive } from './database/embedded/process.ts'
import type { Random } from './random.ts'

/** A name for this process as holder of leases: no other process, and no later one of the same number, has it. */
export function holderId(random: Random): string {
  return `${hostname()}:${processSpace() ?? ''}:${process.pid}:${random.token(6)}`
}

/** Whether that holder ran where we run, and is no more. Of one elsewhere it cannot be told. */
export function isDead(holder: string): boolean {
  const [host, space, pid] = holder.split(':')
  const isHere = host === hostname() && space !== undefined && space !== '' && space === processSpace()
  return isHere && !isAlive(Number(pid))
}

/**
 * Within what process numbers mean something: one boot of one machine, and there one container. Host names do not tell
 * containers that share their network.
 * @returns null where there is no /proc to tell it
 */
function processSpace(): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot}.${readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')}`
  } catch {
    return null
  }
}
