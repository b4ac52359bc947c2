// How to bring somebody here: the room's address as a link, and as a code for a phone's camera.
import { useMemo } from 'react'
import { encode } from 'uqr'
import type { RoomState } from '../../client/state/state.ts'
import { CopiedLink } from '../parts/copied-link.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { refOf, writePlace } from '../place.ts'
import { useWords } from '../words/words.tsx'
import styles from './share-dialog.module.css'

const isLoopback = /^(?:localhost|127\.|\[::1\])/.test(window.location.hostname)

export function ShareDialog({ room, onClose }: { readonly room: RoomState; readonly onClose: () => void }) {
  const words = useWords()
  const link = window.location.origin + writePlace({ view: 'room', room: refOf(room) })
  return (
    <Dialog title={words.share.title} about={room.kind === 'private' ? words.share.privateMore : words.share.more} onClose={onClose}>
      <Code text={link} label={words.share.code} />
      <CopiedLink url={link} label={words.share.link} copy={words.share.copy} copied={words.share.copied} />
      {isLoopback && <p className={styles.note}>{words.share.loopback}</p>}
    </Dialog>
  )
}

function Code({ text, label }: { readonly text: string; readonly label: string }) {
  const { size, path } = useMemo(() => {
    const { data, size } = encode(text, { border: 2 })
    const cells = data.flatMap((row, y) => row.flatMap((on, x) => (on ? `M${x} ${y}h1v1h-1z` : [])))
    return { size, path: cells.join('') }
  }, [text])
  return (
    <svg className={styles.code} role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges">
      <path d={path} />
    </svg>
  )
}
