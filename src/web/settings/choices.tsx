// What settings are made of: parts with a heading, one of several, on or off.
import { type ReactNode, useId } from 'react'
import styles from './settings.module.css'

export function Part({ title, about, children }: { readonly title: string; readonly about?: string; readonly children: ReactNode }) {
  const id = useId()
  return (
    <section className={styles.part} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {about !== undefined && <p className={styles.about}>{about}</p>}
      {children}
    </section>
  )
}

type ChoiceProps<T extends string> = {
  readonly label: string
  readonly value: T
  readonly choices: readonly { readonly value: T; readonly label: string }[]
  readonly onChoose: (value: T) => void
}

export function Choice<T extends string>({ label, value, choices, onChoose }: ChoiceProps<T>) {
  const name = useId()
  return (
    <fieldset className={styles.choice}>
      <legend>{label}</legend>
      {choices.map(choice => (
        <label key={choice.value} data-on={choice.value === value}>
          <input type="radio" name={name} checked={choice.value === value} onChange={() => onChoose(choice.value)} />
          {choice.label}
        </label>
      ))}
    </fieldset>
  )
}

type SwitchProps = {
  readonly label: string
  readonly about?: string | undefined
  readonly on: boolean
  readonly disabled?: boolean
  readonly onChange: (on: boolean) => void
}

export function Switch({ label, about, on, disabled = false, onChange }: SwitchProps) {
  const id = useId()
  return (
    <div className={styles.switch}>
      <label>
        <input
          type="checkbox"
          role="switch"
          aria-checked={on}
          checked={on}
          disabled={disabled}
          aria-describedby={about === undefined ? undefined : id}
          onChange={event => onChange(event.target.checked)}
        />
        <span>{label}</span>
      </label>
      {about !== undefined && (
        <p id={id} className={styles.about}>
          {about}
        </p>
      )}
    </div>
  )
}
