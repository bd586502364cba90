import { readdirSync, readFileSync } from 'node:fs'

/** Ticks of the processor clock in /proc (USER_HZ), the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100

interface Process {
  pid: number
  parent: number
  /** Its own, and that of children of its that have ended. */
  ticks: number
}

/** Processor time that processes and all that they started have used so far, in seconds. */
export function processorSeconds(roots: number[]): number {
  const processes = readdirSync('/proc').flatMap(processIn)
  const wanted = new Set(roots)
  for (let grown = true; grown;) {
    const found = processes.filter(({ pid, parent }) => wanted.has(parent) && !wanted.has(pid))
    for (const { pid } of found) wanted.add(pid)
    grown = found.length > 0
  }
  const ticks = processes.reduce((sum, each) => sum + (wanted.has(each.pid) ? each.ticks : 0), 0)
  return ticks / TICKS_PER_SECOND
}

/** Fields after the name, which may hold blanks: the 4th is the parent, the 14th to 17th are times (proc(5)). */
function processIn(entry: string): Process[] {
  if (!/^\d+$/.test(entry)) return []
  try {
    const stat = readFileSync(`/proc/${entry}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const times = fields.slice(11, 15).map(Number)
    return [{ pid: Number(entry), parent: Number(fields[1]), ticks: times.reduce((sum, time) => sum + time, 0) }]
  } catch {
    // It has ended since the folder was read.
    return []
  }
}
