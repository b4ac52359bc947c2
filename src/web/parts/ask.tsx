// A dialog with one line to fill in: a name, a topic. What the hub refuses is told under the line, and what was typed stays.
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { PartylineError } from '../../client/error.ts'
import { useWords } from '../words/words.tsx'
import styles from './ask.module.css'
import { Button } from './button.tsx'
import { Dialog, DialogActions } from './dialog.tsx'
import fields from './field.module.css'

export type AskProps = {
  readonly title: string
  readonly label: string
  readonly about: string
  readonly first: string
  readonly action: string
  /** Done when it resolves; a refusal is shown. */
  readonly onAnswer: (text: string) => Promise<unknown>
  readonly onClose: () => void
  readonly mayBeEmpty?: boolean
}

export function Ask({ title, label, about, first, action, onAnswer, onClose, mayBeEmpty = false }: AskProps) {
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

type LineProps = {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly wrong?: string | undefined
  readonly hint?: string
  readonly children?: ReactNode
}

/** One line to type in, with its name above it and what is wrong with it below. */
export function Line({ label, value, onChange, wrong, hint }: LineProps) {
  const [id, wrongId] = [useId(), useId()]
  return (
    <div className={styles.line}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className={fields.field}
        value={value}
        placeholder={hint}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        dir="auto"
        aria-invalid={wrong !== undefined}
        aria-describedby={wrong === undefined ? undefined : wrongId}
        onChange={event => onChange(event.target.value)}
        onFocus={event => event.target.select()}
      />
      {wrong !== undefined && (
        <p id={wrongId} role="alert" className={styles.wrong}>
          {wrong}
        </p>
      )}
    </div>
  )
}
