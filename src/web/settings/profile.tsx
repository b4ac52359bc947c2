// Who one is on this hub.
import { type FormEvent, useState } from 'react'
import { PartylineError } from '../../client/error.ts'
import { Button } from '../parts/button.tsx'
import { Line } from '../parts/line.tsx'
import { useParty, usePartyline } from '../party/party.ts'
import { tell } from '../told.ts'
import { useBeyond } from '../words/beyond.tsx'
import { Part } from './choices.tsx'
import styles from './settings.module.css'

export function Profile() {
  const words = useBeyond().settings
  const party = usePartyline()
  const name = useParty(state => state.me?.name ?? '')
  const [typed, setTyped] = useState<string>()
  const [wrong, setWrong] = useState<string>()
  const take = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    try {
      tell(words.named(await party.rename((typed ?? name).trim())))
      setTyped(undefined)
    } catch (thrown) {
      if (!(thrown instanceof PartylineError)) throw thrown
      setWrong(thrown.sentence)
    }
  }
  const type = (value: string): void => {
    setTyped(value)
    setWrong(undefined)
  }
  return (
    <Part title={words.profile} about={words.nameMore}>
      <form className={styles.name} onSubmit={event => void take(event)}>
        <Line label={words.name} value={typed ?? name} onChange={type} wrong={wrong} />
        <Button look="main" type="submit" disabled={typed === undefined || typed.trim() === '' || typed.trim() === name}>
          {words.nameDo}
        </Button>
      </form>
    </Part>
  )
}
