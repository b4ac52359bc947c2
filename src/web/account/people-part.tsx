// For those who look after the hub: who has an account and which role, and inviting somebody.
import { useEffect, useState } from 'react'
import type { AccountView } from '../../client/connect.ts'
import { roles } from '../../protocol/accounts.ts'
import { Button } from '../parts/button.tsx'
import { CopiedLink } from '../parts/copied-link.tsx'
import { Dialog } from '../parts/dialog.tsx'
import fields from '../parts/field.module.css'
import { QrCode } from '../parts/qr-code.tsx'
import { useParty, usePartyline } from '../party/party.ts'
import { Part } from '../settings/choices.tsx'
import { refused } from '../told.ts'
import styles from './account.module.css'
import { useAccountWords } from './words.ts'

export function PeoplePart() {
  const role = useParty(state => state.account?.role)
  return role === 'owner' || role === 'admin' ? <People role={role} /> : null
}

function People({ role }: { readonly role: 'owner' | 'admin' }) {
  const words = useAccountWords()
  const party = usePartyline()
  const me = useParty(state => state.me?.guest)
  const [people, setPeople] = useState<readonly AccountView[]>([])
  const [link, setLink] = useState<string>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at when one comes here.
  useEffect(() => {
    void look().catch(refused)
  }, [])
  const look = async (): Promise<void> => {
    const answer = await party.administer('people')
    if (answer.answer === 'people') setPeople(answer.rows)
  }
  const give = async (login: string, next: string): Promise<void> => {
    await party.administer(`role ${login} ${next}`)
    await look()
  }
  const invite = async (): Promise<void> => {
    const answer = await party.administer('invite member 72 1')
    const code = answer.answer === 'done' ? /(?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}/.exec(answer.sentence)?.[0] : undefined
    if (code !== undefined) setLink(`${window.location.origin}/join#${code}`)
  }
  const mine = roles.indexOf(role)
  const mayGive = role === 'owner' ? roles : roles.slice(mine + 1)
  return (
    <Part title={words.people} about={words.peopleMore}>
      <ul className={styles.devices}>
        {people.map(({ guest, login, name, role: own }) => (
          <li key={guest}>
            <span dir="auto">{name === login ? login : `${name} (${login})`}</span>
            {guest === me || (role !== 'owner' && roles.indexOf(own) <= mine) ? (
              <span className={styles.about}>{words.roleNames[own]}</span>
            ) : (
              <select
                className={fields.field}
                aria-label={words.role(login)}
                value={own}
                onChange={event => void give(login, event.target.value).catch(refused)}
              >
                {mayGive.map(one => (
                  <option key={one} value={one}>
                    {words.roleNames[one]}
                  </option>
                ))}
              </select>
            )}
          </li>
        ))}
      </ul>
      <div className={styles.actions}>
        <Button look="main" onClick={() => void invite().catch(refused)}>
          {words.inviteDo}
        </Button>
      </div>
      {link !== undefined && (
        <Dialog title={words.invite} about={words.inviteMore} onClose={() => setLink(undefined)}>
          <QrCode text={link} label={words.inviteCode} />
          <CopiedLink url={link} label={words.inviteLink} copy={words.copy} copied={words.copied} />
        </Dialog>
      )}
    </Part>
  )
}
