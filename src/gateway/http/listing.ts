// A page of a shelf as JSON: what is there after a name, under a prefix.
import type { Hub } from '../../hub/hub.ts'
import type { Room } from '../../hub/room.ts'
import type { FileRow } from '../../protocol/files.ts'
import { limits } from '../../protocol/limits.ts'

export type Listing = { readonly files: readonly FileRow[]; readonly more: boolean }

/** Whoever has read a page with `more` asks for the next one after the last name of this one. */
export async function listing(hub: Hub, room: Room, after: string, prefix: string): Promise<Listing> {
  const start = justBefore(prefix)
  const files: FileRow[] = []
  for (let last = after < start ? start : after; ; ) {
    const page = await hub.files.list(room, last)
    for (const row of page) {
      if (!row.name.startsWith(prefix)) {
        if (row.name > prefix) return { files, more: false }
        continue
      }
      if (files.length === limits.listRowsMax) return { files, more: true }
      files.push(row)
    }
    last = page.at(-1)?.name ?? ''
    if (page.length < limits.listRowsMax) return { files, more: false }
  }
}

/** A name before which no name with this prefix comes, and not many others. */
function justBefore(prefix: string): string {
  const points = [...prefix]
  const last = points.pop()?.codePointAt(0) ?? 0
  if (last === 0) return ''
  // What is between them is half a character each.
  const before = last === 0xe000 ? 0xd7ff : last - 1
  return `${points.join('')}${String.fromCodePoint(before)}\u{10ffff}`
}
