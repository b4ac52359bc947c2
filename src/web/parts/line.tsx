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
}

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
