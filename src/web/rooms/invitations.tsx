// Rooms that somebody invites one to.

import { Button } from '../parts/button.tsx'
import { useParty, usePartyline } from '../party/party.ts'
import { go } from '../place.ts'
import { refused } from '../told.ts'
import { useWords } from '../words/words.tsx'
import styles from './invitations.module.css'

export function Invitations() {
  const words = useWords()
  const party = usePartyline()
  const invitations = useParty(state => state.invitations)
  const accept = (room: number, name: string): void => {
    party.join(room).then(() => go({ view: 'room', room: name }), refused)
  }
  return (
    <ul className={styles.list}>
      {invitations.map(({ room, name, by }) => (
        <li key={room} className={styles.invitation}>
          <p>
            <strong>{name}</strong>
            <br />
            {words.rooms.invited(by)}
          </p>
          <Button look="main" onClick={() => accept(room, name)}>
            {words.rooms.accept}
          </Button>
        </li>
      ))}
    </ul>
  )
}
