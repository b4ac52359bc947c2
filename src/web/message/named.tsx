// Plain text in which people and rooms are named: `@Ben` stands out, most of all when it is oneself, and `#kitchen` leads there.
import { Fragment, type MouseEvent, type ReactNode } from 'react'
import { useParty } from '../party/party.ts'
import { findRoom } from '../party/rooms.ts'
import { go, writePlace } from '../place.ts'
import styles from './named.module.css'

const called = /(?<![\p{L}\p{Nd}_])([@#][\p{L}\p{Nd}][\p{L}\p{Nd}\p{Mn}\p{Mc}_.-]*)/u

export function Named({ text }: { readonly text: string }): ReactNode {
  if (!/[@#]/.test(text)) return text
  return text.split(called).map((part, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text never move.
    if (index % 2 === 1) return part.startsWith('@') ? <Person key={index} name={part} /> : <RoomName key={index} name={part} />
    // biome-ignore lint/suspicious/noArrayIndexKey: see above.
    return <Fragment key={index}>{part}</Fragment>
  })
}

/** A dot or a dash at the end may be the sentence's. */
const trimmed = (name: string): string => name.replace(/[._-]+$/, '')

function Person({ name }: { readonly name: string }) {
  const me = useParty(state => state.me?.name)
  const isMe = me !== undefined && [name, trimmed(name)].some(one => one.toLowerCase() === `@${me.toLowerCase()}`)
  return (
    <span className={styles.person} data-me={isMe}>
      {name}
    </span>
  )
}

function RoomName({ name }: { readonly name: string }) {
  const found = useParty(state => (findRoom(state, name) ?? findRoom(state, trimmed(name)))?.name)
  if (found === undefined) return name
  const place = { view: 'room', room: found } as const
  const follow = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    go(place)
  }
  return (
    <>
      <a href={writePlace(place)} onClick={follow}>
        {name.slice(0, found.length)}
      </a>
      {name.slice(found.length)}
    </>
  )
}
