// The message that another one answers, in one line; it leads there.
import type { TimelineRow } from '../../client/state/state.ts'
import { colourOf } from '../parts/face.tsx'
import { useRoom } from '../party/party.ts'
import { go, type Place, refOf, writePlace } from '../place.ts'
import { useWords } from '../words/words.tsx'
import { plainText } from './plain-text.ts'
import styles from './quote.module.css'

export function Quote({
  room: id,
  seq,
  quoted,
}: {
  readonly room: number
  readonly seq: number
  readonly quoted: TimelineRow | undefined
}) {
  const words = useWords()
  const room = useRoom(id)
  if (room === undefined) return null
  const place: Place = { view: 'room', room: refOf(room), at: seq }
  const message = quoted?.kind === 'message' ? quoted : undefined
  return (
    <a
      className={styles.quote}
      href={writePlace(place)}
      onClick={event => {
        event.preventDefault()
        go(place)
      }}
    >
      {message === undefined ? (
        words.message.repliesToUnknown
      ) : (
        <>
          <span className="heard">{words.message.repliesTo(message.author)}</span>
          <strong aria-hidden="true" data-colour={colourOf(message.guest)}>
            {message.author}
          </strong>{' '}
          <span dir="auto">{message.deleted === undefined ? plainText(message.text) : words.message.deleted}</span>
        </>
      )}
    </a>
  )
}
