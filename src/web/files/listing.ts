// What is on a room's shelf, read page by page, and read again whenever something on it has changed.
import { useEffect, useState } from 'react'
import type { RoomState } from '../../client/state/state.ts'
import type { FileRow } from '../../protocol/files.ts'
import { useRoomHandle } from '../party/party.ts'
import { refused } from '../told.ts'

/** `more`: the shelf has more files than are kept here. */
export type Listing = { readonly rows: readonly FileRow[]; readonly more: boolean }

const rowsMax = 20_000
/** Many files that arrive together are one change. */
const gatheredMs = 300

export function useListing(room: RoomState): Listing | undefined {
  const handle = useRoomHandle(room.id)
  const [listing, setListing] = useState<Listing>()
  const isFirst = listing === undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when the shelf has changed.
  useEffect(() => {
    let isWanted = true
    const read = async (): Promise<void> => {
      const rows: FileRow[] = []
      let more = true
      while (more && isWanted && rows.length < rowsMax) {
        const page = await handle.filesPage(rows.at(-1)?.name)
        rows.push(...page.rows)
        more = page.more && page.rows.length > 0
        if (isFirst && isWanted) setListing({ rows: [...rows], more: false })
      }
      if (isWanted) setListing({ rows, more })
    }
    const timer = setTimeout(() => void read().catch(refused), isFirst ? 0 : gatheredMs)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [room.id, room.shelf, handle])
  return listing
}
