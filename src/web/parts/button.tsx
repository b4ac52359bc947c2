// What is pressed: a button with words, and one with a drawing alone, which then has its name in words for those who cannot see it.
import type { ComponentProps } from 'react'
import styles from './button.module.css'
import { Icon, type IconName } from './icon.tsx'

type Look = 'plain' | 'main' | 'wrong'

export function Button({ look = 'plain', className, ...rest }: ComponentProps<'button'> & { readonly look?: Look }) {
  return <button type="button" {...rest} className={`${styles.button} ${styles[look]} ${className ?? ''}`} />
}

/** What leads somewhere, or brings something, and looks like what is pressed. */
export function ButtonLink({ look = 'plain', ...rest }: Omit<ComponentProps<'a'>, 'className'> & { readonly look?: Look }) {
  return <a {...rest} className={`${styles.button} ${styles[look]}`} />
}

type IconButtonProps = Omit<ComponentProps<'button'>, 'children'> & {
  readonly icon: IconName
  readonly label: string
  readonly size?: number
}

export function IconButton({ icon, label, size, className, ...rest }: IconButtonProps) {
  return (
    <button type="button" aria-label={label} title={label} {...rest} className={`${styles.icon} ${className ?? ''}`}>
      <Icon name={icon} {...(size !== undefined && { size })} />
    </button>
  )
}
