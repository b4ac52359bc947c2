// Which of many names a shelf has, in as few pages as will do: they are gone through in the shelf's own order.
import type { Room } from '../../client/api.ts'
import type { FileRow } from '../../protocol/files.ts'

/** The rows of those that are there. */
export async function lookUp(room: Pick<Room, 'filesPage'>, names: Iterable<string>): Promise<ReadonlyMap<string, FileRow>> {
  const wanted = new Set(names)
  const found = new Map<string, FileRow>()
  let end: string | undefined
  let more = true
  for (const name of [...wanted].sort(byCodePoint)) {
    if (!more) break
    if (end !== undefined && byCodePoint(name, end) <= 0) continue
    for (let after = before(name); more && (end === undefined || byCodePoint(end, name) < 0); after = end) {
      const page = await room.filesPage(after)
      for (const row of page.rows) if (wanted.has(row.name)) found.set(row.name, row)
      more = page.more
      end = page.rows.at(-1)?.name ?? name
    }
  }
  return found
}

/** A name that stands before this one. */
const before = (name: string): string => [...name].slice(0, -1).join('')

/** As hubs list: UTF-8 has the order of code points. */
const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))
