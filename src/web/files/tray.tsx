// The files on their way: a quiet strip above the line one writes in, with all of them when it is opened.
import { IconButton } from '../parts/button.tsx'
import { storeOf } from '../store.ts'
import { useTimes } from '../words/words.tsx'
import { useMeasures } from './measures.ts'
import { cancel, type Sending, sendings } from './sending.ts'
import styles from './tray.module.css'
import { TrayRow } from './tray-row.tsx'
import { useFileWords } from './words.ts'

/** So many are drawn; the others are counted. */
const rowsMax = 60

const folded = storeOf(false)

/** `here`: the room one is in. */
export function Tray({ here }: { readonly here: number }) {
  const times = useTimes()
  const all = sendings.use(all => all)
  const isFolded = folded.use(value => value)
  const { tray } = useFileWords()
  if (all.length === 0) return null
  // Those with which something is to be done come first, and what has arrived goes last.
  const rows = [...all].sort((one, other) => rankOf(one) - rankOf(other))
  const cancelAll = (): void => {
    for (const { key } of all) cancel(key)
  }
  return (
    <section className={styles.tray} aria-label={tray.title}>
      <header className={styles.head}>
        <Summary all={all} />
        {all.length > 1 && (
          <button type="button" className={styles.all} onClick={cancelAll}>
            {tray.cancelAll}
          </button>
        )}
        <IconButton
          icon={isFolded ? 'up' : 'down'}
          size={18}
          label={isFolded ? tray.show : tray.hide}
          aria-expanded={!isFolded}
          onClick={() => folded.set(before => !before)}
        />
      </header>
      {!isFolded && (
        <ul className={styles.rows}>
          {rows.slice(0, rowsMax).map(sending => (
            <TrayRow key={sending.key} sending={sending} here={here} />
          ))}
          {rows.length > rowsMax && <li className={styles.more}>{tray.more(times.number(rows.length - rowsMax))}</li>}
        </ul>
      )}
    </section>
  )
}

function rankOf({ stage }: Sending): number {
  switch (stage.at) {
    case 'refused':
    case 'lost':
      return 0
    case 'moving':
      return 1
    case 'queued':
      return 2
    case 'sent':
      return 3
    default:
      return stage satisfies never
  }
}

/** All of them as one: how far, how fast, and how long it takes. */
function Summary({ all }: { readonly all: readonly Sending[] }) {
  const times = useTimes()
  const measures = useMeasures()
  const { tray } = useFileWords()
  const unsent = all.filter(({ stage }) => stage.at !== 'sent')
  const wrong = all.filter(({ stage }) => stage.at === 'refused' || stage.at === 'lost').length
  const bytes = all.reduce((sum, one) => sum + one.bytes, 0)
  const gone = all.reduce((sum, one) => sum + goneOf(one), 0)
  const perSecond = all.reduce((sum, { stage }) => sum + (stage.at === 'moving' ? stage.progress.bytesPerSecond : 0), 0)
  const title = unsent.length === 0 ? tray.allSent : unsent.length === 1 ? tray.one : tray.several(times.number(unsent.length))
  const facts = [
    ...(unsent.length > 1 ? [tray.of(measures.size(gone), measures.size(bytes))] : []),
    ...(unsent.length > 1 && perSecond > 0 ? [tray.left(measures.span((bytes - gone) / perSecond))] : []),
    ...(wrong > 0 ? [tray.wrong(wrong)] : []),
  ]
  return (
    <p className={styles.summary}>
      <strong>{title}</strong> {facts.length > 0 && <span>{facts.join(' · ')}</span>}
    </p>
  )
}

function goneOf({ stage, bytes }: Sending): number {
  if (stage.at === 'sent') return bytes
  return stage.at === 'moving' ? stage.progress.bytes : 0
}
