// Another password, for who knows the present one.
import { type FormEvent, useState } from 'react'
import { PartylineError } from '../../client/error.ts'
import { Button } from '../parts/button.tsx'
import { Dialog, DialogActions } from '../parts/dialog.tsx'
import { Line } from '../parts/line.tsx'
import { usePartyline } from '../party/party.ts'
import { tell } from '../told.ts'
import { useWords } from '../words/words.tsx'
import styles from './account.module.css'
import { useAccountWords } from './words.ts'

export function ChangePassword({ onClose, onChanged }: { readonly onClose: () => void; readonly onChanged: () => void }) {
  const words = useAccountWords()
  const { cancel } = useWords()
  const party = usePartyline()
  const [present, setPresent] = useState('')
  const [next, setNext] = useState('')
  const [wrong, setWrong] = useState<PartylineError>()
  const change = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    try {
      await party.changePassword(present, next)
      tell(words.changed)
      onChanged()
      onClose()
    } catch (thrown) {
      if (!(thrown instanceof PartylineError)) throw thrown
      setWrong(thrown)
    }
  }
  const isPresent = wrong?.code === 'bad-sign-in'
  return (
    <Dialog title={words.change} about={words.changeMore} onClose={onClose}>
      <form className={styles.form} onSubmit={event => void change(event)}>
        <Line
          label={words.present}
          value={present}
          onChange={setPresent}
          type="password"
          autoComplete="current-password"
          wrong={isPresent ? wrong.sentence : undefined}
        />
        <Line
          label={words.next}
          value={next}
          onChange={setNext}
          type="password"
          autoComplete="new-password"
          wrong={isPresent ? undefined : wrong?.sentence}
        />
        <p className={styles.about}>{words.passwordMore}</p>
        <DialogActions>
          <Button onClick={onClose}>{cancel}</Button>
          <Button look="main" type="submit" disabled={present === '' || next === ''}>
            {words.change}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
