// Leaving files with a hub and fetching them, over an open connection of the line door.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { LineClient } from './line-client.ts'

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Waits for READY, sends all the bytes; answers the last line: the ACK, or the refusal in place of either. */
export async function put(client: LineClient, name: string, bytes: Uint8Array, options = ''): Promise<string> {
  const ready = await client.ask(`put ${name} ${bytes.length}${options}`)
  const offset = /^READY (\d+)$/.exec(ready)?.[1]
  if (offset === undefined) return ready
  await send(client, bytes.subarray(Number(offset)))
  return client.reply()
}

export type Fetched = { readonly bytes: Buffer; readonly end: string }

/** Fetches a file from an offset on. Throws when there is no START. */
export async function get(client: LineClient, name: string, offset = 0): Promise<Fetched> {
  const start = await client.ask(offset === 0 ? `get ${name}` : `get ${name} ${offset}`)
  const count = /^START (\d+) /.exec(start)?.[1]
  if (count === undefined) throw new Error(`No START came for ${name}: ${start}`)
  const bytes = await client.bytes(Number(count))
  const newline = await client.line()
  if (newline !== '') throw new Error(`After the bytes of ${name} came ${newline}`)
  return { bytes, end: (await client.line()) ?? '' }
}

/** All the files that the hub lists: bytes by name. */
export async function list(client: LineClient): Promise<Map<string, number>> {
  const files = new Map<string, number>()
  for (let after = ''; ; ) {
    const rows = await client.rows(after === '' ? 'list' : `list ${after}`)
    for (const row of rows) {
      const [, bytes, name = ''] = /^(\d+) \S+ \S+ (.*)$/.exec(row) ?? []
      files.set(name, Number(bytes))
      after = name
    }
    if (rows.length < 1_000) return files
  }
}

/** Writes at the hub's own pace. */
export async function send(client: LineClient, bytes: Uint8Array): Promise<void> {
  const { socket } = client
  if (bytes.length > 0 && !socket.write(bytes)) await Promise.race([once(socket, 'drain'), client.gone])
}
