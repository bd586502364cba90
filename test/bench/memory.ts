import { readdirSync, readFileSync } from 'node:fs'

/** Proportional set size of processes and all that they started, in MB: shared pages are counted once among their users. */
export function memoryOf(pids: number[]): number {
  const children = new Map<number, number[]>()
  for (const pid of processes()) {
    const parent = parentOf(pid)
    children.set(parent, [...(children.get(parent) ?? []), pid])
  }
  const withDescendants = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(withDescendants)]
  const all = [...new Set(pids.flatMap(withDescendants))]
  return Math.round(all.reduce((sum, pid) => sum + pssOf(pid), 0) / 1024)
}

function processes(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0)
}

function parentOf(pid: number): number {
  const [, rest = ''] = readProc(`${pid}/stat`).split(') ')
  return Number(rest.split(' ')[1])
}

/** In KiB; 0 for a process that has ended meanwhile. */
function pssOf(pid: number): number {
  return Number(/^Pss:\s+(\d+)/m.exec(readProc(`${pid}/smaps_rollup`))?.[1] ?? 0)
}

function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'utf8')
  } catch {
    return ''
  }
}
