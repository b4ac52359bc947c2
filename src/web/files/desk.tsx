// Where files are handed over in a room: dropped anywhere on the page or pasted; what is on its way; and the file that one looks at.
import { Suspense, useEffect, useState } from 'react'
import type { RoomState } from '../../client/state/state.ts'
import { later } from '../later.ts'
import { Icon } from '../parts/icon.tsx'
import { useParty, usePartyline } from '../party/party.ts'
import { titleOf } from '../party/rooms.ts'
import { announce, tell } from '../told.ts'
import { useTimes } from '../words/words.tsx'
import styles from './desk.module.css'
import { dropped, pasted } from './gathering.ts'
import { handOver } from './hand-over.ts'
import { usePass } from './pass.ts'
import { sendBy, sendings } from './sending.ts'
import { Tray } from './tray.tsx'
import { viewed } from './viewing.ts'
import { useFileWords } from './words.ts'

const Viewer = later(async () => (await import('./viewer.tsx')).Viewer)

export function Desk({ room }: { readonly room: RoomState }) {
  const party = usePartyline()
  const looked = viewed.use(one => one)
  useEffect(() => sendBy(party), [party])
  usePass()
  useArrivals()
  return (
    <>
      {!room.archived && <Hands room={room} />}
      <Tray here={room.id} />
      {looked !== undefined && (
        <Suspense fallback={null}>
          <Viewer viewed={looked} />
        </Suspense>
      )}
    </>
  )
}

const bringsFiles = (transfer: DataTransfer | null): boolean => transfer?.types.includes('Files') ?? false

/** Takes what is dropped on the page or pasted into it. */
function Hands({ room }: { readonly room: RoomState }) {
  const words = useFileWords()
  const times = useTimes()
  const me = useParty(state => state.me?.guest)
  const [over, setOver] = useState(false)
  useEffect(() => {
    const hover = (event: DragEvent): void => {
      if (!bringsFiles(event.dataTransfer)) return
      event.preventDefault()
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy'
      setOver(true)
    }
    const leave = (event: DragEvent): void => {
      // Between two parts of the page there is always another one.
      if (event.relatedTarget === null) setOver(false)
    }
    const drop = (event: DragEvent): void => {
      setOver(false)
      if (!bringsFiles(event.dataTransfer) || event.dataTransfer === null) return
      event.preventDefault()
      dropped(event.dataTransfer).then(
        gathering => handOver(room.id, gathering, words),
        () => tell(words.tray.unreadable, true),
      )
    }
    const paste = (event: ClipboardEvent): void => {
      const isElsewhere = event.target instanceof Element && event.target.closest('[role=dialog]') !== null
      if (event.clipboardData === null || isElsewhere) return
      const when = `${times.day(Date.now())} ${times.clock(Date.now())}`.replace(/[:/\\]/g, '.')
      const gathering = pasted(event.clipboardData, words.tray.pasted(when))
      if (gathering === undefined) return
      event.preventDefault()
      handOver(room.id, gathering, words)
    }
    const stop = new AbortController()
    const { signal } = stop
    window.addEventListener('dragenter', hover, { signal })
    window.addEventListener('dragover', hover, { signal })
    window.addEventListener('dragleave', leave, { signal })
    window.addEventListener('drop', drop, { signal })
    window.addEventListener('paste', paste, { signal })
    return () => stop.abort()
  }, [room.id, words, times])
  if (!over) return null
  return (
    <div className={styles.veil}>
      <div className={styles.target}>
        <Icon name="up" size={28} />
        <strong dir="auto">{words.dropHere(titleOf(room, me))}</strong>
        <span>{words.dropMore}</span>
      </div>
    </div>
  )
}

/** Of what is still to be seen, what was said: going to another room says nothing again. */
const told = new Set<string>()

/** Says to whoever listens what has arrived. */
function useArrivals(): void {
  const words = useFileWords()
  const rooms = useParty(state => state.rooms)
  const me = useParty(state => state.me?.guest)
  const sent = sendings.use(all => all)
  useEffect(() => {
    const news = sent.filter(({ key, stage }) => stage.at === 'sent' && !told.has(key))
    if (sent.length === 0) told.clear()
    for (const { key } of news) told.add(key)
    const [first] = news
    if (first === undefined) return
    const room = rooms.get(first.room)
    const { arrived, arrivedMany } = words.tray
    announce(news.length === 1 && room !== undefined ? arrived(first.name, titleOf(room, me)) : arrivedMany(news.length))
  }, [sent, rooms, me, words])
}
