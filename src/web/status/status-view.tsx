// Who is on the line and who was, through which door, from when until when; and how much went on.
import { useMemo, useState } from 'react'
import { Button } from '../parts/button.tsx'
import { ViewFrame } from '../parts/view.tsx'
import type { ViewProps } from '../views.ts'
import { useBeyond } from '../words/beyond.tsx'
import { Activity } from './activity-view.tsx'
import { SessionList } from './session-list.tsx'
import { useSessions } from './sessions.ts'
import styles from './status-view.module.css'

const pastShown = 20

export function StatusView({ onMenu }: ViewProps) {
  const words = useBeyond().status
  const { sessions, wrong } = useSessions()
  const [shown, setShown] = useState(pastShown)
  const all = useMemo(() => (sessions === undefined ? [] : [...sessions.here, ...sessions.past]), [sessions])
  return (
    <ViewFrame title={words.title} onMenu={onMenu}>
      {wrong !== undefined && (
        <p role="alert" className={styles.wrong}>
          {wrong}
        </p>
      )}
      {sessions === undefined ? (
        wrong === undefined && <p className={styles.quiet}>{words.loading}</p>
      ) : (
        <>
          <section aria-labelledby="now">
            <h2 id="now" className={styles.heading}>
              {words.now} <span>{words.count(sessions.here.length)}</span>
            </h2>
            <SessionList rows={sessions.here} asOf={sessions.asOf} label={words.now} />
            <p className={styles.quiet}>{words.doors}</p>
          </section>
          <Activity sessions={all} asOf={sessions.asOf} />
          <section aria-labelledby="past">
            <h2 id="past" className={styles.heading}>
              {words.past}
            </h2>
            {sessions.past.length === 0 ? (
              <p className={styles.quiet}>{words.pastNone}</p>
            ) : (
              <SessionList rows={sessions.past.slice(0, shown)} asOf={sessions.asOf} label={words.past} />
            )}
            {sessions.past.length > shown && (
              <p className={styles.more}>
                <Button onClick={() => setShown(shown + 5 * pastShown)}>{words.morePast}</Button>
              </p>
            )}
          </section>
        </>
      )}
    </ViewFrame>
  )
}
