// Where, of whom and when to look.
import { useEffect, useId, useMemo, useState } from 'react'
import { useParty, usePartyline } from '../party/party.ts'
import { directRooms, namedRooms, titleOf } from '../party/rooms.ts'
import { refused } from '../told.ts'
import { useBeyond } from '../words/beyond.tsx'
import styles from './filters.module.css'
import { type Asked, type Hit, times } from './searching.ts'

/** Of so many past sessions people are offered. */
const pastAsked = 200

type FiltersProps = { readonly asked: Asked; readonly hits: readonly Hit[]; readonly onChange: (change: Partial<Asked>) => void }

export function Filters({ asked, hits, onChange }: FiltersProps) {
  const words = useBeyond().search
  const state = useParty(state => state)
  const me = state.me?.guest
  const rooms = useMemo(
    () => [...namedRooms(state), ...directRooms(state)].map(room => ({ id: room.id, title: titleOf(room, me) })),
    [state, me],
  )
  const people = usePeople(hits)
  return (
    <fieldset className={styles.filters}>
      <legend className="heard">{words.filters}</legend>
      <Choice
        label={words.room}
        value={asked.room === undefined ? '' : String(asked.room)}
        choices={[['', words.everywhere], ...rooms.map(({ id, title }): [string, string] => [String(id), title])]}
        onChoose={value => onChange({ room: value === '' ? undefined : Number(value) })}
      />
      <Choice
        label={words.person}
        value={asked.guest === undefined ? '' : String(asked.guest)}
        choices={[['', words.everybody], ...people.map(([guest, name]): [string, string] => [String(guest), name])]}
        onChoose={value => onChange({ guest: value === '' ? undefined : Number(value) })}
      />
      <Choice
        label={words.time}
        value={asked.time}
        choices={times.map((time): [string, string] => [time, words.times[time]])}
        onChoose={value => onChange({ time: times.find(time => time === value) ?? 'ever' })}
      />
      <label className={styles.files} data-on={asked.files}>
        <input type="checkbox" checked={asked.files} onChange={event => onChange({ files: event.target.checked })} />
        {words.files}
      </label>
    </fieldset>
  )
}

type ChoiceProps = {
  readonly label: string
  readonly value: string
  readonly choices: readonly (readonly [value: string, label: string])[]
  readonly onChoose: (value: string) => void
}

function Choice({ label, value, choices, onChoose }: ChoiceProps) {
  const id = useId()
  return (
    <span className={styles.choice}>
      <label className="heard" htmlFor={id}>
        {label}
      </label>
      <select id={id} value={value} data-on={value !== choices[0]?.[0]} onChange={event => onChoose(event.target.value)}>
        {choices.map(([one, name]) => (
          <option key={one} value={one}>
            {name}
          </option>
        ))}
      </select>
    </span>
  )
}

/** Everybody known: who is connected or was lately, who spoke in what is loaded, whose words were found. */
function usePeople(hits: readonly Hit[]): readonly (readonly [guest: number, name: string])[] {
  const party = usePartyline()
  const rooms = useParty(state => state.rooms)
  const [known, setKnown] = useState<ReadonlyMap<number, string>>(new Map())
  useEffect(() => {
    party.status(pastAsked).then(rows => setKnown(new Map(rows.map(({ guest, name }) => [guest, name] as const).reverse())), refused)
  }, [party])
  return useMemo(() => {
    const people = new Map<number, string>()
    for (const { entry } of hits) people.set(entry.guest, entry.author)
    for (const { timeline } of rooms.values()) for (const { guest, author } of timeline.rows.slice(-200)) people.set(guest, author)
    for (const [guest, name] of known) people.set(guest, name)
    // The operator's own entries have nobody's number.
    people.delete(0)
    return [...people].sort(([, one], [, other]) => one.localeCompare(other))
  }, [hits, rooms, known])
}
