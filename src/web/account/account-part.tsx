// One's account among the settings: as whom one signs in, where one is signed in, the password; or the way to an account.
import { useEffect, useState } from 'react'
import type { SignInRow } from '../../client/connect.ts'
import { Button } from '../parts/button.tsx'
import { useParty, usePartyline } from '../party/party.ts'
import { go } from '../place.ts'
import { Part } from '../settings/choices.tsx'
import { tell } from '../told.ts'
import { useTimes } from '../words/words.tsx'
import styles from './account.module.css'
import { ChangePassword } from './change-password.tsx'
import { goOut } from './coming-in.ts'
import { SecondStep } from './second-step.tsx'
import { useAccountWords } from './words.ts'

export function AccountPart() {
  const words = useAccountWords()
  const account = useParty(state => state.account)
  if (account !== undefined)
    return (
      <Part title={words.title} about={words.as(account.login, words.roles[account.role])}>
        <Devices />
        <SecondStep on={account.twoSteps} />
      </Part>
    )
  return (
    <Part title={words.title} about={words.guest}>
      <div className={styles.actions}>
        <Button look="main" onClick={() => go({ view: 'other', name: 'join', rest: [] })}>
          {words.make}
        </Button>
        <Button onClick={() => go({ view: 'other', name: 'sign-in', rest: [] })}>{words.signIn}</Button>
      </div>
    </Part>
  )
}

function Devices() {
  const words = useAccountWords()
  const times = useTimes()
  const party = usePartyline()
  const isLive = useParty(({ connection }) => connection.at === 'live')
  const [rows, setRows] = useState<readonly SignInRow[]>([])
  const [changes, setChanges] = useState(false)
  const look = async (): Promise<void> => setRows((await party.account()).signIns)
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at when one comes here, and when the line is back.
  useEffect(() => {
    if (isLive) void look().catch(() => undefined)
  }, [isLive])
  const end = async (which: string): Promise<void> => {
    tell(words.signedOutOf(await party.signOut(which)))
    await look()
  }
  const leave = async (): Promise<void> => {
    await party.signOut()
    goOut()
  }
  return (
    <>
      <h3>{words.devices}</h3>
      <ul className={styles.devices}>
        {rows.map(({ id, device, address, usedAt, own }) => {
          const name = device === '' ? words.unknownDevice : device
          return (
            <li key={id}>
              <span>
                <span dir="auto">{own ? `${name} (${words.thisDevice})` : name}</span>
                <span className={styles.about}>{words.lastUsed(times.full(usedAt), address)}</span>
              </span>
              {!own && (
                <Button aria-label={words.signOutOf(name)} onClick={() => void end(id)}>
                  {words.signOut}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
      <div className={styles.actions}>
        <Button onClick={() => setChanges(true)}>{words.change}</Button>
        {rows.length > 1 && <Button onClick={() => void end('others')}>{words.signOutOthers}</Button>}
        <Button look="wrong" onClick={() => void leave()}>
          {words.signOut}
        </Button>
      </div>
      <p className={styles.about}>{words.signOutMore}</p>
      {changes && <ChangePassword onClose={() => setChanges(false)} onChanged={() => void look()} />}
    </>
  )
}
