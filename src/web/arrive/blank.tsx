// A page with nothing on it but a sentence or two and a way on.
import type { ReactNode } from 'react'
import styles from './blank.module.css'
import { Wire } from './wire.tsx'

export function Blank({ title, more, children }: { readonly title: string; readonly more?: string; readonly children?: ReactNode }) {
  return (
    <main className={styles.blank}>
      <Wire />
      <h1>{title}</h1>
      {more !== undefined && <p>{more}</p>}
      {children}
    </main>
  )
}
