// What stands above the oldest message: the room's beginning, which says what this place is; or that more is coming.
import type { RoomState } from '../../client/state/state.ts'
import { Wire } from '../arrive/wire.tsx'
import { useParty } from '../party/party.ts'
import { isLobby, titleOf } from '../party/rooms.ts'
import { useWords } from '../words/words.tsx'
import styles from './top.module.css'

export function Top({ room, isStart }: { readonly room: RoomState; readonly isStart: boolean }) {
  const words = useWords()
  const me = useParty(state => state.me?.guest)
  if (!isStart) return <p className={styles.older}>{words.room.older}</p>
  const { start, startWith, startLobby, startOpen, startPrivate, startDirect, startDirectMany } = words.room
  const direct = (room.people?.length ?? 2) > 2 ? startDirectMany : startDirect
  const about = room.kind === 'direct' ? direct : room.kind === 'private' ? startPrivate : isLobby(room) ? startLobby : startOpen
  return (
    <div className={styles.start}>
      <Wire />
      <h2 dir="auto">{room.kind === 'direct' ? startWith(titleOf(room, me)) : start(titleOf(room, me))}</h2>
      <p>{about}</p>
    </div>
  )
}

/** The shape of messages, while the first ones are on their way. */
export function Loading() {
  const words = useWords()
  return (
    <div className={styles.loading}>
      <p className="heard">{words.room.loading}</p>
      {[38, 62, 45, 71, 54].map(width => (
        <div key={width} className={styles.ghost} aria-hidden="true">
          <span />
          <span style={{ width: `${width}%` }} />
        </div>
      ))}
    </div>
  )
}
