// What divides the timeline: where a day begins, and where one left off.
import { useTimes, useWords } from '../words/words.tsx'
import styles from './dividers.module.css'

/** `at`: of the day that begins. */
export function Dividers({ at, fresh }: { readonly at: number | undefined; readonly fresh: boolean }) {
  const words = useWords()
  const times = useTimes()
  return (
    <>
      {at !== undefined && (
        <h2 className={styles.day}>
          <span>{times.day(at)}</span>
        </h2>
      )}
      {fresh && (
        <div className={styles.fresh}>
          <span>{words.room.fresh}</span>
        </div>
      )}
    </>
  )
}
