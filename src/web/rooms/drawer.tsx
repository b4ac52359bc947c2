// On a phone the rooms lie behind the page, and come in from the side.
import { Dialog } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import { useWords } from '../words/words.tsx'
import styles from './drawer.module.css'

type DrawerProps = { readonly open: boolean; readonly onOpenChange: (open: boolean) => void; readonly children: ReactNode }

export function Drawer({ open, onOpenChange, children }: DrawerProps) {
  const words = useWords()
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.veil} />
        <Dialog.Popup className={styles.drawer} aria-label={words.menu}>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
