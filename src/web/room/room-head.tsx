// The head of a room: its name and topic, who is here, and what can be done with it.

import { Suspense, useState } from 'react'
import type { RoomState } from '../../client/state/state.ts'
import { later } from '../later.ts'
import { IconButton } from '../parts/button.tsx'
import { Icon } from '../parts/icon.tsx'
import { useParty } from '../party/party.ts'
import { isLobby, titleOf } from '../party/rooms.ts'
import { panels } from '../views.ts'
import { useTimes, useWords } from '../words/words.tsx'
import styles from './room-head.module.css'

const RoomMenu = later(async () => (await import('./room-menu.tsx')).RoomMenu)
const ShareDialog = later(async () => (await import('../arrive/share-dialog.tsx')).ShareDialog)

export type RoomHeadProps = {
  readonly room: RoomState
  readonly panel: string | undefined
  readonly onPanel: (name: string | undefined) => void
  readonly onMenu?: () => void
}

export function RoomHead({ room, panel, onPanel, onMenu }: RoomHeadProps) {
  const words = useWords()
  const times = useTimes()
  const me = useParty(state => state.me?.guest)
  const isCalled = useParty(state => [...state.rooms.values()].some(({ id, unread }) => id !== room.id && unread > 0))
  const [sharing, setSharing] = useState(false)
  const [wanted, setWanted] = useState(false)
  return (
    <header className={styles.head}>
      {onMenu !== undefined && (
        <span className={styles.menu}>
          <IconButton icon="menu" label={words.menu} onClick={onMenu} />
          {isCalled && <span className={styles.lamp} />}
        </span>
      )}
      <div className={styles.title}>
        <h1 dir="auto">{titleOf(room, me)}</h1>
        {room.topic !== '' && (
          <p className={styles.topic} dir="auto" title={room.topic}>
            {room.topic}
          </p>
        )}
      </div>
      <div className={styles.doing}>
        {panels.map(({ name, icon, title, count }) => (
          <button
            key={name}
            type="button"
            className={styles.panel}
            aria-pressed={panel === name}
            title={title(words)}
            onClick={() => onPanel(panel === name ? undefined : name)}
          >
            <Icon name={icon} />
            <span className="heard">{title(words)}</span>
            {count !== undefined && <span className={styles.count}>{times.number(count(room))}</span>}
          </button>
        ))}
        {room.kind !== 'direct' && <IconButton icon="share" label={words.share.open} onClick={() => setSharing(true)} />}
        {/* The lobby is the operator's, and a direct room is what its people make it. */}
        {!isLobby(room) && room.kind !== 'direct' && (
          <Suspense fallback={<IconButton icon="more" label={words.room.more} onClick={() => setWanted(true)} />}>
            <RoomMenu room={room} isWanted={wanted} />
          </Suspense>
        )}
      </div>
      {sharing && (
        <Suspense fallback={null}>
          <ShareDialog room={room} onClose={() => setSharing(false)} />
        </Suspense>
      )}
    </header>
  )
}
