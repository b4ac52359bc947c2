// One room on the switchboard, with its lamp.
import { type MouseEvent, memo } from 'react'
import type { RoomState } from '../../client/state/state.ts'
import { Icon } from '../parts/icon.tsx'
import { useParty } from '../party/party.ts'
import { findRoom, titleOf } from '../party/rooms.ts'
import { go, type Place, refOf, usePlace, writePlace } from '../place.ts'
import { useWords } from '../words/words.tsx'
import styles from './room-link.module.css'

/** The hub counts no further. */
const unreadMax = 999

export const RoomLink = memo(function RoomLink({ room }: { readonly room: RoomState }) {
  const words = useWords()
  const me = useParty(state => state.me?.guest)
  const place = usePlace()
  const isOpen = useParty(state => place.view === 'room' && findRoom(state, place.room)?.id === room.id)
  const target: Place = { view: 'room', room: refOf(room) }
  const follow = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    go(target)
  }
  const { unread, mentions, kind, archived } = room
  const calls = kind === 'direct' ? unread : mentions
  return (
    <li>
      <a
        href={writePlace(target)}
        className={styles.link}
        data-unread={unread > 0}
        data-calls={calls > 0}
        data-archived={archived}
        aria-current={isOpen ? 'page' : undefined}
        onClick={follow}
      >
        <span className={styles.lamp} />
        <span className={styles.name} dir="auto">
          {titleOf(room, me)}
        </span>
        {kind === 'private' && (
          <span className={styles.lock}>
            <Icon name="lock" size={14} />
            <span className="heard">{words.rooms.private}</span>
          </span>
        )}
        {archived && <span className="heard">{words.rooms.archived}</span>}
        {unread > 0 && (
          <span className={styles.count}>
            <span aria-hidden="true">{unread > unreadMax ? words.rooms.many(unreadMax) : unread}</span>
            <span className="heard">
              {words.rooms.unread(unread)}
              {kind !== 'direct' && mentions > 0 && `, ${words.rooms.mentions(mentions)}`}
            </span>
          </span>
        )}
      </a>
    </li>
  )
})
