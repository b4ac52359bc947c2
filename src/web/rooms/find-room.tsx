// Finding a room by typing, or making one of that name when there is none.
import { useEffect, useState } from 'react'
import { PartylineError } from '../../client/error.ts'
import type { RoomListing } from '../../protocol/rooms.ts'
import { Button } from '../parts/button.tsx'
import choices from '../parts/choices.module.css'
import { Dialog } from '../parts/dialog.tsx'
import { Icon } from '../parts/icon.tsx'
import { Line } from '../parts/line.tsx'
import { usePartyline } from '../party/party.ts'
import { go } from '../place.ts'
import { refused } from '../told.ts'
import { useWords } from '../words/words.tsx'
import styles from './find-room.module.css'

export function FindRoom({ onClose }: { readonly onClose: () => void }) {
  const words = useWords()
  const party = usePartyline()
  const [rooms, setRooms] = useState<readonly RoomListing[]>()
  const [typed, setTyped] = useState('')
  const [isPrivate, setPrivate] = useState(false)
  const [wrong, setWrong] = useState<string>()
  useEffect(() => {
    party.rooms().then(setRooms, refused)
  }, [party])
  const wanted = typed.trim().replace(/^#/, '')
  const found = rooms?.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()))
  const isNew = wanted !== '' && !rooms?.some(({ name }) => name.toLowerCase() === `#${wanted.toLowerCase()}`)
  const enter = (name: string, entering: Promise<unknown>): void => {
    entering.then(
      () => {
        onClose()
        go({ view: 'room', room: name })
      },
      thrown => (thrown instanceof PartylineError ? setWrong(thrown.sentence) : refused(thrown)),
    )
  }
  const make = (): void => enter(`#${wanted}`, party.create(`#${wanted}`, isPrivate ? 'private' : 'open'))
  const open = ({ id, name, state }: RoomListing): void => enter(name, state === 'member' ? Promise.resolve() : party.join(id))
  const type = (value: string): void => {
    setTyped(value)
    setWrong(undefined)
  }
  const submit = (): void => {
    const [first] = found ?? []
    if (isNew && found?.length === 0) make()
    else if (first !== undefined && wanted !== '') open(first)
  }
  return (
    <Dialog title={words.find.title} onClose={onClose}>
      <form
        className={choices.form}
        onSubmit={event => {
          event.preventDefault()
          submit()
        }}
      >
        <Line label={words.find.label} hint={words.find.hint} value={typed} onChange={type} wrong={wrong} />
        <ul className={`${choices.list} ${choices.short}`}>
          {found === undefined && <li className={choices.quiet}>{words.find.loading}</li>}
          {found?.length === 0 && <li className={choices.quiet}>{words.find.none}</li>}
          {found?.map(room => (
            <li key={room.id}>
              <button type="button" className={`${choices.row} ${styles.room}`} onClick={() => open(room)}>
                <span className={styles.name}>
                  {room.name}
                  {room.kind === 'private' && <Icon name="lock" size={14} />}
                </span>
                <span className={choices.quiet}>{room.state === 'member' ? words.find.in : words.find.here(room.here)}</span>
                {room.topic !== '' && <span className={styles.topic}>{room.topic}</span>}
              </button>
            </li>
          ))}
        </ul>
        {isNew && rooms !== undefined && (
          <div className={`${choices.form} ${styles.make}`}>
            <label>
              <input type="checkbox" className={choices.tick} checked={isPrivate} onChange={event => setPrivate(event.target.checked)} />
              {words.find.private}
            </label>
            <Button look="main" onClick={make}>
              {words.find.make(wanted)}
            </Button>
          </div>
        )}
      </form>
    </Dialog>
  )
}
