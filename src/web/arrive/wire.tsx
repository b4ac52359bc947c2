// The party line itself: one wire, and those who share it.
import styles from './blank.module.css'

export function Wire() {
  return (
    <svg
      aria-hidden="true"
      className={styles.wire}
      viewBox="0 0 240 56"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.5"
      strokeLinecap="round"
    >
      <path d="M4 40c28 0 30-14 56-14s30 14 60 14 34-14 60-14 30 14 56 14" />
      <circle cx="60" cy="14" r="6" fill="var(--lamp)" stroke="none" />
      <circle cx="120" cy="28" r="6" fill="currentColor" stroke="none" />
      <circle cx="180" cy="14" r="6" fill="var(--line-strong)" stroke="none" />
    </svg>
  )
}
