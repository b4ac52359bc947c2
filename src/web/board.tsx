// The page once one is on the line: the rooms at the side, and what one looks at beside them. On a phone the rooms are a drawer.

import { Suspense, useEffect, useState } from 'react'
import styles from './board.module.css'
import { opened } from './keyboard/open.ts'
import { later, useFirstView } from './later.ts'
import { NothingHere } from './nothing-here.tsx'
import { useNarrow } from './parts/narrow.ts'
import { usePartyTitle } from './party/title.ts'
import { useVisit } from './place.ts'
import { RoomPlace } from './room/room-place.tsx'
import { SideBoard } from './rooms/side-board.tsx'
import { views } from './views.ts'
import { useWords } from './words/words.tsx'

const Besides = later(async () => (await import('./besides.tsx')).Besides)
const Drawer = later(async () => (await import('./rooms/drawer.tsx')).Drawer)

export function Board() {
  const words = useWords()
  const { place, visit } = useVisit()
  const isNarrow = useNarrow()
  const isFirstView = useFirstView()
  const isCalled = opened.use(what => what !== undefined)
  const [drawer, setDrawer] = useState(false)
  usePartyTitle()
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever went somewhere has chosen.
  useEffect(() => setDrawer(false), [visit])
  const View = place.view === 'other' ? views[place.name] : undefined
  return (
    <div className={styles.board}>
      <a className={styles.skip} href="#messages">
        {words.skip}
      </a>
      {isNarrow ? (
        <Suspense fallback={null}>
          <Drawer open={drawer} onOpenChange={setDrawer}>
            <SideBoard />
          </Drawer>
        </Suspense>
      ) : (
        <div className={styles.side}>
          <SideBoard />
        </div>
      )}
      {place.view === 'room' ? (
        <RoomPlace place={place} visit={visit} {...(isNarrow && { onMenu: () => setDrawer(true) })} />
      ) : (
        <Suspense fallback={<main className={styles.blank} />}>
          {View === undefined ? <NothingHere /> : <View rest={place.rest} {...(isNarrow && { onMenu: () => setDrawer(true) })} />}
        </Suspense>
      )}
      {(isFirstView || isCalled) && (
        <Suspense fallback={null}>
          <Besides />
        </Suspense>
      )}
    </div>
  )
}
