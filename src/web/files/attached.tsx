// The files that a message speaks of, as they lie on the room's shelf now: whoever sent it named them, and they may be others or gone by today.
import { useEffect, useState } from 'react'
import type { Room } from '../../client/api.ts'
import type { FileRow } from '../../protocol/files.ts'
import { useRoom, useRoomHandle } from '../party/party.ts'
import { refused } from '../told.ts'
import { Card } from './card.tsx'
import styles from './file-card.module.css'
import { Gone, Reserved } from './file-card.tsx'
import { pageBefore } from './neighbours.ts'
import { useFileWords } from './words.ts'

/** Many files that arrive together are one change. */
const gatheredMs = 300

/** By name; null for one that is not there. Undefined until the hub has answered. */
type Found = ReadonlyMap<string, FileRow | null>

async function look(handle: Room, name: string): Promise<readonly [string, FileRow | null]> {
  const { after, rows } = pageBefore(name)
  const page = await handle.filesPage(after, rows)
  return [name, page.rows.find(row => row.name === name) ?? null]
}

export function Attached({ room, names }: { readonly room: number; readonly names: readonly string[] }) {
  const words = useFileWords()
  const handle = useRoomHandle(room)
  const shelf = useRoom(room)?.shelf
  const [found, setFound] = useState<Found>()
  const isFirst = found === undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked again when the shelf has changed.
  useEffect(() => {
    let isWanted = true
    const ask = (): void => {
      Promise.all(names.map(name => look(handle, name))).then(all => isWanted && setFound(new Map(all)), refused)
    }
    const timer = setTimeout(ask, isFirst ? 0 : gatheredMs)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [handle, names, shelf])
  return (
    <ul className={styles.several} aria-label={words.attached}>
      {[...new Set(names)].map(name => {
        const file = found?.get(name)
        return (
          <li key={name}>
            {file === undefined ? (
              <Reserved file={{ name, bytes: 0 }} />
            ) : file === null ? (
              <Gone name={name} />
            ) : (
              <Card room={room} file={file} />
            )}
          </li>
        )
      })}
    </ul>
  )
}
