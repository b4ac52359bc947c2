// One room: its head, what was said, and the line to say something; a panel beside it where one is open.
import { Suspense } from 'react'
import type { RoomState } from '../../client/state/state.ts'
import { Composer } from '../composer/composer.tsx'
import { later, useFirstView } from '../later.ts'
import { IconButton } from '../parts/button.tsx'
import { useNarrow } from '../parts/narrow.ts'
import { useParty } from '../party/party.ts'
import { isLobby } from '../party/rooms.ts'
import { go, type Place, refOf } from '../place.ts'
import { Timeline } from '../timeline/timeline.tsx'
import { panels } from '../views.ts'
import { useWords } from '../words/words.tsx'
import { OffTheLine } from './off-the-line.tsx'
import { RoomHead } from './room-head.tsx'
import styles from './room-view.module.css'

const Welcome = later(async () => (await import('../arrive/welcome.tsx')).Welcome)
const Desk = later(async () => (await import('../files/desk.tsx')).Desk)

export type RoomViewProps = {
  readonly room: RoomState
  readonly place: Place & { readonly view: 'room' }
  readonly visit: number
  readonly onMenu?: () => void
}

export function RoomView({ room, place, visit, onMenu }: RoomViewProps) {
  const words = useWords()
  const isNarrow = useNarrow()
  const isFirstView = useFirstView()
  const isWelcomed = useParty(({ welcome }) => welcome !== '')
  const panel = panels.find(({ name }) => name === place.panel)
  const show = (name: string | undefined): void => {
    go({ view: 'room', room: refOf(room), ...(name !== undefined && { panel: name }) }, { replace: place.panel !== undefined })
  }
  return (
    <>
      <main className={styles.room} id="messages" tabIndex={-1} inert={isNarrow && panel !== undefined}>
        <RoomHead room={room} panel={panel?.name} onPanel={show} {...(onMenu !== undefined && { onMenu })} />
        {isWelcomed && isLobby(room) && (
          <Suspense fallback={null}>
            <Welcome />
          </Suspense>
        )}
        <Timeline room={room} at={place.at} visit={visit} />
        <OffTheLine />
        {isFirstView && (
          <Suspense fallback={null}>
            <Desk room={room} />
          </Suspense>
        )}
        <Composer room={room} />
      </main>
      {panel !== undefined && (
        <aside className={styles.panel} data-wide={panel.wide === true} aria-label={panel.title(words)}>
          <header className={styles.head}>
            <h2>{panel.title(words)}</h2>
            <IconButton icon="close" label={words.close} onClick={() => show(undefined)} />
          </header>
          <div className={styles.body}>
            <Suspense fallback={null}>
              <panel.Panel room={room} />
            </Suspense>
          </div>
        </aside>
      )}
    </>
  )
}
