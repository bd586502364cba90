import { SingleBar } from 'cli-progress'

/** Rows in aligned columns under their titles, for people; nothing for no rows but the sentence given. */
export function table(titles: string[], rows: string[][], ifNone: string): string {
  if (rows.length === 0) return ifNone
  const widths = titles.map((title, column) =>
    Math.max(...[titles, ...rows].map((row) => (row[column] ?? '').length), title.length)
  )
  const line = (row: string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [titles, ...rows].map(line).join('\n')
}

/** Shows how far long work has come. */
export interface Progress {
  to(done: number, total?: number): void
  end(): void
}

/** A progress bar on stderr where that is a terminal, else nothing. @param unit what is counted, such as `mails` */
export function progressBar(title: string, total: number, unit: string): Progress {
  if (!process.stderr.isTTY) return { to: () => undefined, end: () => undefined }
  const format = `${title} [{bar}] {percentage}% · {value}/{total} ${unit} · {eta_formatted} left`
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true, etaBuffer: 50 })
  bar.start(total, 0)
  return {
    to(done, newTotal) {
      if (newTotal !== undefined) bar.setTotal(newTotal)
      bar.update(done)
    },
    end: () => bar.stop()
  }
}
