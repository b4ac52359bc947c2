// The switchboard: every room one is in has a lamp that lights up when something is said there, and below stands who one is oneself.

import { Suspense, useState } from 'react'
import { later } from '../later.ts'
import { IconButton } from '../parts/button.tsx'
import { useParty } from '../party/party.ts'
import { directRooms, namedRooms } from '../party/rooms.ts'
import { useWords } from '../words/words.tsx'
import { Me } from './me.tsx'
import { Places } from './places.tsx'
import { RoomLink } from './room-link.tsx'
import styles from './side-board.module.css'

const Invitations = later(async () => (await import('./invitations.tsx')).Invitations)
const TalkTo = later(async () => (await import('./talk-to.tsx')).TalkTo)
const FindRoom = later(async () => (await import('./find-room.tsx')).FindRoom)

export function SideBoard() {
  const words = useWords()
  const state = useParty(state => state)
  const [open, setOpen] = useState<'find' | 'talk'>()
  const close = (): void => setOpen(undefined)
  const direct = directRooms(state)
  return (
    <div className={styles.side}>
      <header className={styles.brand}>
        <img src="/icon.svg" alt="" width="26" height="26" />
        <span>{words.product}</span>
      </header>
      <nav className={styles.lists} aria-label={words.menu}>
        <Places />
        <div className={styles.heading}>
          <h2 id="rooms">{words.rooms.heading}</h2>
          <IconButton icon="plus" label={words.rooms.add} size={18} onClick={() => setOpen('find')} />
        </div>
        <ul aria-labelledby="rooms">
          {namedRooms(state).map(room => (
            <RoomLink key={room.id} room={room} />
          ))}
        </ul>
        {state.invitations.length > 0 && (
          <Suspense fallback={null}>
            <Invitations />
          </Suspense>
        )}
        <div className={styles.heading}>
          <h2 id="direct">{words.rooms.direct}</h2>
          <IconButton icon="plus" label={words.rooms.talk} size={18} onClick={() => setOpen('talk')} />
        </div>
        {direct.length === 0 && <p className={styles.none}>{words.rooms.none}</p>}
        <ul aria-labelledby="direct">
          {direct.map(room => (
            <RoomLink key={room.id} room={room} />
          ))}
        </ul>
      </nav>
      <Me />
      <Suspense fallback={null}>
        {open === 'find' && <FindRoom onClose={close} />}
        {open === 'talk' && <TalkTo onClose={close} />}
      </Suspense>
    </div>
  )
}
