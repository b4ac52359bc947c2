// A question or a place of its own in front of the page. What makes it one is loaded when the first one opens.

import { type ReactNode, Suspense } from 'react'
import { later } from '../later.ts'
import styles from './dialog.module.css'

export type DialogProps = {
  readonly title: string
  readonly about?: string
  /** For something to look at. */
  readonly wide?: boolean
  readonly onClose: () => void
  readonly children: ReactNode
}

const DialogBox = later(async () => (await import('./dialog-box.tsx')).DialogBox)

/** Open as long as it is drawn. */
export const Dialog = (props: DialogProps) => (
  <Suspense fallback={null}>
    <DialogBox {...props} />
  </Suspense>
)

/** The buttons at the foot of a dialog. */
export function DialogActions({ children }: { readonly children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>
}
