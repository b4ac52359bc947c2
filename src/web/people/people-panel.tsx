// Who is in a room: who is here now, and in rooms with members who is not. From here one talks to somebody directly, or invites.
import { useEffect, useState } from 'react'
import type { Member } from '../../protocol/rooms.ts'
import { Ask } from '../parts/ask.tsx'
import { Button } from '../parts/button.tsx'
import { Face } from '../parts/face.tsx'
import { useParty, usePartyline, useRoomHandle } from '../party/party.ts'
import { isLobby } from '../party/rooms.ts'
import { go } from '../place.ts'
import { refused, tell } from '../told.ts'
import type { PanelProps } from '../views.ts'
import { useWords } from '../words/words.tsx'
import styles from './people-panel.module.css'

type Known = { readonly people: readonly Member[]; readonly more: number }

export function PeoplePanel({ room }: PanelProps) {
  const words = useWords()
  const handle = useRoomHandle(room.id)
  const me = useParty(state => state.me)
  const notices = useParty(state => state.notices.at(-1)?.number)
  const [known, setKnown] = useState<Known>()
  const [inviting, setInviting] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when somebody came, went, or has another name.
  useEffect(() => {
    let current = true
    // Everybody is a member of the lobby, also those of last year; there only who is here counts.
    const asked = isLobby(room)
      ? handle
          .who()
          .then(
            ({ count, rows }): Known => ({ people: rows.map(row => ({ ...row, state: 'member', here: true })), more: count - rows.length }),
          )
      : handle.members().then((people): Known => ({ people, more: 0 }))
    asked.then(next => current && setKnown(next), refused)
    return () => {
      current = false
    }
  }, [room.id, room.here, room.last, notices, me?.name, handle])
  if (known === undefined) return <p className={styles.quiet}>{words.people.loading}</p>
  const here = known.people.filter(person => person.here && person.state === 'member')
  return (
    <div className={styles.people}>
      <Group title={words.people.here} people={here} more={known.more} />
      {here.length === 1 && <p className={styles.quiet}>{words.people.alone}</p>}
      <Group title={words.people.away} people={known.people.filter(person => !person.here && person.state === 'member')} />
      <Group title={words.people.invited} people={known.people.filter(person => person.state === 'invited')} />
      {!(isLobby(room) || room.kind === 'direct' || room.archived) && (
        <div className={styles.invite}>
          <Button onClick={() => setInviting(true)}>{words.people.invite}</Button>
        </div>
      )}
      {inviting && (
        <Ask
          title={words.people.invite}
          label={words.people.inviteLabel}
          about={room.name}
          first=""
          action={words.people.inviteDo}
          onAnswer={name => handle.invite(name).then(() => tell(words.people.invitedNow(name)))}
          onClose={() => setInviting(false)}
        />
      )}
    </div>
  )
}

function Group({ title, people, more = 0 }: { readonly title: string; readonly people: readonly Member[]; readonly more?: number }) {
  const words = useWords()
  if (people.length === 0) return null
  return (
    <section>
      <h3 className={styles.heading}>{title}</h3>
      <ul>
        {people.map(person => (
          <Somebody key={person.guest} person={person} />
        ))}
      </ul>
      {more > 0 && <p className={styles.quiet}>{words.people.more(more)}</p>}
    </section>
  )
}

function Somebody({ person: { guest, name, here } }: { readonly person: Member }) {
  const words = useWords()
  const party = usePartyline()
  const isMe = useParty(state => state.me?.guest === guest)
  const talk = (): void => {
    party.direct(name).then(({ state }) => state !== undefined && go({ view: 'room', room: state.id }), refused)
  }
  const about = (
    <>
      <Face guest={guest} name={name} small />
      <span className={styles.name} dir="auto">
        {name}
      </span>
    </>
  )
  if (isMe || !here)
    return (
      <li className={styles.person} data-here={here}>
        {about}
        {isMe && <span className={styles.you}>{words.people.you}</span>}
      </li>
    )
  return (
    <li>
      <button type="button" className={styles.person} title={words.people.talk(name)} onClick={talk}>
        {about}
      </button>
    </li>
  )
}
