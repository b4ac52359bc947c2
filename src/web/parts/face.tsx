// A person as a round plate with the first letter of the name, in a colour of theirs.
import styles from './face.module.css'

const colours = 6

/** The same person has the same colour everywhere and always. */
export const colourOf = (guest: number): string => `person-${((guest % colours) + colours) % colours}`

const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

export function Face({ guest, name, small = false }: { readonly guest: number; readonly name: string; readonly small?: boolean }) {
  const [first] = letters.segment(name)
  const digits = /^Client(\d{1,3})$/.exec(name)?.[1]
  return (
    <span aria-hidden="true" className={`${styles.face} ${small ? styles.small : ''}`} data-colour={colourOf(guest)}>
      {digits ?? first?.segment.toUpperCase() ?? '?'}
    </span>
  )
}
