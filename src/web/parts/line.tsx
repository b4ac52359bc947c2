// One line to type in, with its name above it and what is wrong with it below.
import { useId } from 'react'
import styles from './ask.module.css'
import fields from './field.module.css'

type LineProps = {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly wrong?: string | undefined
  readonly hint?: string
  readonly type?: 'text' | 'password'
  /** What a browser may fill in. */
  readonly autoComplete?: 'off' | 'username' | 'current-password' | 'new-password' | 'one-time-code'
}

export function Line({ label, value, onChange, wrong, hint, type = 'text', autoComplete = 'off' }: LineProps) {
  const [id, wrongId] = [useId(), useId()]
  return (
    <div className={styles.line}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className={fields.field}
        value={value}
        placeholder={hint}
        type={type}
        autoComplete={autoComplete}
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
