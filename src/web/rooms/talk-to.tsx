// Opening a direct room with one or several people: they are chosen from those on the line and those one has talked to.
import { type FormEvent, useEffect, useId, useState } from 'react'
import { PartylineError } from '../../client/error.ts'
import { limits } from '../../protocol/limits.ts'
import type { Person } from '../../protocol/rooms.ts'
import { fitOf } from '../keyboard/fitting.ts'
import { Button } from '../parts/button.tsx'
import styles from '../parts/choices.module.css'
import { Dialog, DialogActions } from '../parts/dialog.tsx'
import { Face } from '../parts/face.tsx'
import { Line } from '../parts/line.tsx'
import { useParty, usePartyline } from '../party/party.ts'
import { directRooms } from '../party/rooms.ts'
import { go } from '../place.ts'
import { refused } from '../told.ts'
import { useBeyond } from '../words/beyond.tsx'
import { useWords } from '../words/words.tsx'

/** Oneself is one of the people of a direct room. */
const othersMax = limits.directPeopleMax - 1
/** Whoever is not among so many is found by typing. */
const shownMax = 200

/** Everybody one may talk to, by name; undefined until the hub has answered. */
function useOthers(): readonly Person[] | undefined {
  const party = usePartyline()
  const [here, setHere] = useState<readonly Person[]>()
  useEffect(() => {
    party.status(0).then(sessions => setHere(sessions), refused)
  }, [party])
  const state = useParty(state => state)
  if (here === undefined) return undefined
  const met = directRooms(state).flatMap(({ people = [] }) => people)
  const all = new Map([...met, ...here].map(({ guest, name }) => [guest, { guest, name }]))
  all.delete(state.me?.guest ?? 0)
  return [...all.values()].sort((a, b) => a.name.localeCompare(b.name))
}

export function TalkTo({ onClose }: { readonly onClose: () => void }) {
  const { cancel } = useWords()
  const words = useBeyond().talkTo
  const party = usePartyline()
  const others = useOthers()
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState<readonly Person[]>([])
  const [wrong, setWrong] = useState<string>()
  const listId = useId()
  const isChosen = ({ guest }: Person): boolean => chosen.some(one => one.guest === guest)
  const fits = ({ name }: Person): boolean => fitOf(name, typed.trim()) !== undefined
  const shown = others?.filter(person => isChosen(person) || fits(person)).slice(0, shownMax)
  const isFull = chosen.length >= othersMax

  const toggle = (person: Person): void => {
    setWrong(undefined)
    setChosen(before => (isChosen(person) ? before.filter(({ guest }) => guest !== person.guest) : [...before, person]))
  }
  const open = (): void => {
    party.direct(...chosen.map(({ name }) => name)).then(
      ({ state }) => {
        onClose()
        if (state !== undefined) go({ view: 'room', room: state.id })
      },
      thrown => (thrown instanceof PartylineError ? setWrong(thrown.sentence) : refused(thrown)),
    )
  }
  /** Enter takes who was typed; when nothing is typed, all who were taken are talked to. */
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const next = typed.trim() === '' || isFull ? undefined : others?.find(person => !isChosen(person) && fits(person))
    if (next !== undefined) {
      toggle(next)
      setTyped('')
    } else if (typed.trim() === '' && chosen.length > 0) open()
  }
  return (
    <Dialog title={words.title} about={words.about} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <Line label={words.label} value={typed} onChange={setTyped} wrong={wrong} />
        <ul className={`${styles.list} ${styles.short}`} aria-label={words.list}>
          {shown === undefined && <li className={styles.quiet}>{words.loading}</li>}
          {shown?.length === 0 && <li className={styles.quiet}>{typed.trim() === '' ? words.alone : words.none}</li>}
          {shown?.map(person => (
            <li key={person.guest}>
              <label className={`${styles.row} ${styles.line}`}>
                <input
                  type="checkbox"
                  className={styles.tick}
                  checked={isChosen(person)}
                  disabled={isFull && !isChosen(person)}
                  aria-describedby={isFull ? listId : undefined}
                  onChange={() => toggle(person)}
                />
                <Face guest={person.guest} name={person.name} small />
                <span className={styles.name} dir="auto">
                  {person.name}
                </span>
              </label>
            </li>
          ))}
        </ul>
        {isFull && (
          <p id={listId} className={styles.quiet}>
            {words.full(limits.directPeopleMax)}
          </p>
        )}
        <DialogActions>
          <Button onClick={onClose}>{cancel}</Button>
          <Button look="main" disabled={chosen.length === 0} onClick={open}>
            {words.open(chosen.map(({ name }) => name))}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
