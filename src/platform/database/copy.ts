import type { Connection, PoolClient } from 'pg'
import { encodeRows, type Column } from './copy-format.ts'

/**
 * Adds rows to a table by COPY, within the transaction under way: PostgreSQL takes them at half the cost of an INSERT, for
 * it parses nothing and writes many to its log at once.
 */
export function copyRows<Row>(
  connection: PoolClient,
  { table, columns, rows }: { table: string; columns: Column<Row>[]; rows: Row[] }
): Promise<void> {
  const names = columns.map(({ name }) => `"${name}"`).join(', ')
  const data = encodeRows(columns, rows)
  return new Promise((resolve, reject) => {
    // What pg calls on its active query, by the messages of the protocol.
    connection.query({
      submit: (to: Connection) => to.query(`COPY "${table}" (${names}) FROM STDIN (FORMAT binary)`),
      handleCopyInResponse: ({ stream }: Connection) => {
        for (const message of copyMessages(data)) stream.write(message)
      },
      handleCommandComplete: () => undefined,
      handleReadyForQuery: () => resolve(),
      handleError: reject
    })
  })
}

/** The server holds a whole message in memory. */
const MESSAGE_BYTES = 256 * 1024
const COPY_DATA = 'd'.charCodeAt(0)
const COPY_DONE = 'c'.charCodeAt(0)

function* copyMessages(data: Buffer): Generator<Buffer> {
  for (let start = 0; start < data.length; start += MESSAGE_BYTES) {
    const part = data.subarray(start, start + MESSAGE_BYTES)
    yield messageHead(COPY_DATA, part.length)
    yield part
  }
  yield messageHead(COPY_DONE, 0)
}

/** The length counts itself, and not the kind of message before it. */
function messageHead(kind: number, length: number): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt8(kind, 0)
  head.writeInt32BE(length + 4, 1)
  return head
}
