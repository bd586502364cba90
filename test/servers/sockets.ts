import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** Whether a process of this machine has an IPv4 connection open from that local port (proc(5): /proc/net/tcp). */
export function ownsLocalPort(pid: number, port: number): boolean {
  const inode = inodeOf(port)
  return inode !== null && openFiles(pid).includes(`socket:[${inode}]`)
}

function inodeOf(port: number): string | null {
  const ending = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n')
  const fields = lines.map((line) => line.trim().split(/\s+/)).find(([, local]) => local?.endsWith(ending))
  return fields?.[9] ?? null
}

function openFiles(pid: number): string[] {
  try {
    const folder = `/proc/${pid}/fd`
    return readdirSync(folder).map((name) => linkOf(`${folder}/${name}`))
  } catch {
    // It has ended.
    return []
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
