// What stands in a dialog with one line to fill in: the form. What the hub refuses is told under the line, and what was typed stays.
import { type FormEvent, useState } from 'react'
import { PartylineError } from '../../client/error.ts'
import { useWords } from '../words/words.tsx'
import styles from './ask.module.css'
import type { AskProps } from './ask.tsx'
import { Button } from './button.tsx'
import { Dialog, DialogActions } from './dialog.tsx'
import { Line } from './line.tsx'

export function AskForm({ title, label, about, first, action, onAnswer, onClose, mayBeEmpty = false }: AskProps) {
  const words = useWords()
  const [text, setText] = useState(first)
  const [wrong, setWrong] = useState<string>()
  const [busy, setBusy] = useState(false)
  const answer = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    try {
      await onAnswer(text.trim())
      onClose()
    } catch (thrown) {
      if (!(thrown instanceof PartylineError)) throw thrown
      setWrong(thrown.sentence)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog title={title} about={about} onClose={onClose}>
      <form className={styles.form} onSubmit={event => void answer(event)}>
        <Line label={label} value={text} onChange={setText} wrong={wrong} />
        <DialogActions>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button look="main" type="submit" disabled={busy || (text.trim() === '' && !mayBeEmpty)}>
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
