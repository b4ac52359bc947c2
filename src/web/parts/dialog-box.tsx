// The dialog itself: Escape and a press beside it lead back to where one was.
import { Dialog as Base } from '@base-ui/react/dialog'
import { useWords } from '../words/words.tsx'
import { IconButton } from './button.tsx'
import styles from './dialog.module.css'
import type { DialogProps } from './dialog.tsx'

/** Open as long as it is drawn. */
export function DialogBox({ title, about, wide = false, onClose, children }: DialogProps) {
  const words = useWords()
  return (
    <Base.Root open onOpenChange={open => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles.veil} />
        <Base.Popup className={styles.dialog} data-wide={wide}>
          <div className={styles.head}>
            <Base.Title className={styles.title}>{title}</Base.Title>
            <Base.Close render={<IconButton icon="close" label={words.close} />} />
          </div>
          {about !== undefined && <Base.Description className={styles.about}>{about}</Base.Description>}
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
