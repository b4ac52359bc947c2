// Sessions one below the other: who, through which door and from where, since when and until when, and why it ended.
import type { SessionRow } from '../../protocol/messages.ts'
import { Face } from '../parts/face.tsx'
import { useParty } from '../party/party.ts'
import { settings } from '../settings.ts'
import { useBeyond } from '../words/beyond.tsx'
import { spansIn } from '../words/spans.ts'
import { useTimes } from '../words/words.tsx'
import styles from './session-list.module.css'

export function SessionList({
  rows,
  asOf,
  label,
}: {
  readonly rows: readonly SessionRow[]
  readonly asOf: number
  readonly label: string
}) {
  return (
    <ul className={styles.sessions} aria-label={label}>
      {rows.map(row => (
        <Session key={row.id} row={row} asOf={asOf} />
      ))}
    </ul>
  )
}

function Session({ row, asOf }: { readonly row: SessionRow; readonly asOf: number }) {
  const words = useBeyond().status
  const times = useTimes()
  const spans = spansIn(settings.use(({ language }) => language))
  const isMe = useParty(state => state.me?.guest === row.guest) && row.ended === undefined
  const { guest, name, address, port, door, connectedAt, ended } = row
  const from = <time dateTime={new Date(connectedAt).toISOString()}>{spans.when(connectedAt)}</time>
  return (
    <li className={styles.session} data-ended={ended !== undefined}>
      <Face guest={guest} name={name} small />
      <p className={styles.who}>
        <strong dir="auto">{name}</strong>
        {isMe && <span className={styles.you}>{words.you}</span>}
        <span className={styles.door}>{door === 'line' ? words.lineDoor : words.webDoor}</span>
      </p>
      <p className={styles.address}>
        {address !== '' && <bdi>{address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`}</bdi>}
        {address !== '' && ended !== undefined && ', '}
        {ended !== undefined && <span>{words.reasons[ended.reason]}</span>}
      </p>
      <p
        className={styles.time}
        title={ended === undefined ? times.full(connectedAt) : `${times.full(connectedAt)} – ${times.full(ended.at)}`}
      >
        {ended === undefined ? words.since(spans.when(connectedAt)) : null}
        {ended !== undefined && (
          <span>
            {from} – <time dateTime={new Date(ended.at).toISOString()}>{spans.until(connectedAt, ended.at)}</time>
          </span>
        )}
        <span className={styles.lasted}>{spans.lasted((ended?.at ?? asOf) - connectedAt)}</span>
      </p>
    </li>
  )
}
