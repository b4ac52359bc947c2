// How to bring somebody here: the room's address as a link, and as a code for a phone's camera.
import type { RoomState } from '../../client/state/state.ts'
import { CopiedLink } from '../parts/copied-link.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { QrCode } from '../parts/qr-code.tsx'
import { refOf, writePlace } from '../place.ts'
import { useWords } from '../words/words.tsx'
import styles from './share-dialog.module.css'

const isLoopback = /^(?:localhost|127\.|\[::1\])/.test(window.location.hostname)

export function ShareDialog({ room, onClose }: { readonly room: RoomState; readonly onClose: () => void }) {
  const words = useWords()
  const link = window.location.origin + writePlace({ view: 'room', room: refOf(room) })
  return (
    <Dialog title={words.share.title} about={room.kind === 'private' ? words.share.privateMore : words.share.more} onClose={onClose}>
      <QrCode text={link} label={words.share.code} />
      <CopiedLink url={link} label={words.share.link} copy={words.share.copy} copied={words.share.copied} />
      {isLoopback && <p className={styles.note}>{words.share.loopback}</p>}
    </Dialog>
  )
}
