// The line in which one writes. It grows with what is written; Enter sends; what is typed is kept until it is sent.
import { type KeyboardEvent, Suspense, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import type { RoomState } from '../../client/state/state.ts'
import { forSending, useEmoji } from '../emoji/emoji.ts'
import { later, useFirstView } from '../later.ts'
import { Icon } from '../parts/icon.tsx'
import { useNarrow } from '../parts/narrow.ts'
import { useParty, useRoomHandle } from '../party/party.ts'
import { titleOf } from '../party/rooms.ts'
import { refused } from '../told.ts'
import { useTimes, useWords } from '../words/words.tsx'
import { completed, type Offered, offersFor } from './completion.ts'
import styles from './composer.module.css'
import { setDraft, startAnew, startEditing, typedIn, useDraft, withTyped } from './drafts.ts'
import { composerId } from './focus.ts'
import { useKnown } from './known.ts'
import { TypingLine } from './typing-line.tsx'

const About = later(async () => (await import('./about.tsx')).About)
const Offers = later(async () => (await import('./offers.tsx')).Offers)
const Attach = later(async () => (await import('../files/attach.tsx')).Attach)

const bytesOf = (text: string): number => new TextEncoder().encode(text).length
/** Below this nobody needs to be told how long a message may be. */
const surelyFits = 1_000

export function Composer({ room }: { readonly room: RoomState }) {
  const words = useWords()
  const times = useTimes()
  const handle = useRoomHandle(room.id)
  const me = useParty(state => state.me?.guest)
  const bytesMax = useParty(state => state.limits['max-line-bytes'] ?? 0)
  const isNarrow = useNarrow()
  const isFirstView = useFirstView()
  const draft = useDraft(room.id)
  const text = typedIn(draft)
  const area = useRef<HTMLTextAreaElement>(null)
  const [at, setAt] = useState(text.length)
  const [closed, setClosed] = useState(false)
  const [chosen, setChosen] = useState(0)
  const listId = useId()
  const isNaming = /[@#][^\s]*$/.test(text.slice(0, at))
  const known = useKnown(room, isNaming)
  const emoji = useEmoji(text)
  const head = text.slice(0, at)
  const offered = closed ? undefined : isNaming ? offersFor(head, known) : emoji?.emojiOffers(head)
  const over = bytesMax > 0 && text.length > Math.min(surelyFits, bytesMax / 4) ? bytesOf(text) - bytesMax : 0

  // biome-ignore lint/correctness/useExhaustiveDependencies: its height follows what is written in it.
  useLayoutEffect(() => {
    const { current } = area
    if (current === null) return
    current.style.height = 'auto'
    current.style.height = `${current.scrollHeight}px`
  }, [text, isNarrow])
  const editing = draft.editing?.seq
  // biome-ignore lint/correctness/useExhaustiveDependencies: a message that is to be changed is written on at its end.
  useEffect(() => {
    area.current?.setSelectionRange(text.length, text.length)
    setAt(text.length)
  }, [editing, room.id])
  // With a keyboard at hand one can write at once.
  // biome-ignore lint/correctness/useExhaustiveDependencies: on coming into the room.
  useEffect(() => {
    if (window.matchMedia('(pointer: fine)').matches) area.current?.focus()
  }, [room.id])

  const type = (value: string, place: number): void => {
    setDraft(room.id, before => withTyped(before, value))
    setAt(place)
    setClosed(false)
    setChosen(0)
    if (value !== '' && draft.editing === undefined) handle.typing()
  }
  const take = (offers: Offered, name: string): void => {
    const next = completed(text, at, offers, name)
    type(next.text, next.at)
    setClosed(true)
    requestAnimationFrame(() => {
      area.current?.focus()
      area.current?.setSelectionRange(next.at, next.at)
    })
  }
  const send = (): void => {
    const said = text.trim()
    if (said === '' || over > 0) return
    if (draft.editing !== undefined) {
      const { seq } = draft.editing
      startAnew(room.id)
      forSending(said, text => void handle.edit(seq, text).catch(refused))
      return
    }
    // A refusal stands at the message itself, with what can be done about it.
    forSending(said, text => void handle.send(text, draft.replyTo === undefined ? {} : { replyTo: draft.replyTo }).catch(() => {}))
    setDraft(room.id, () => ({ text: '' }))
    area.current?.focus()
  }
  const editLast = (): boolean => {
    const last = room.timeline.rows.findLast(row => row.kind === 'message' && row.guest === me && row.deleted === undefined)
    if (last?.kind !== 'message') return false
    startEditing(room.id, last.seq, last.text)
    return true
  }
  const press = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing) return
    if (offered !== undefined && pressInOffers(event, offered)) event.preventDefault()
    else if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault()
      send()
    } else if (event.key === 'ArrowUp' && text === '' && draft.editing === undefined) {
      if (editLast()) event.preventDefault()
    } else if (event.key === 'Escape' && (draft.editing !== undefined || draft.replyTo !== undefined)) startAnew(room.id)
  }
  const pressInOffers = ({ key, shiftKey }: KeyboardEvent, offers: Offered): boolean => {
    const { length } = offers.names
    if (key === 'ArrowDown') setChosen(before => (before + 1) % length)
    else if (key === 'ArrowUp') setChosen(before => (before - 1 + length) % length)
    else if (key === 'Escape') setClosed(true)
    else if ((key === 'Enter' && !shiftKey && !(offers.isWhole && chosen === 0)) || key === 'Tab') take(offers, offers.names[chosen] ?? '')
    else return false
    return true
  }

  if (room.archived) return <p className={styles.archived}>{words.room.archived}</p>
  const title = titleOf(room, me)
  const { hint, hintDirect, label, send: sendWord, save, tooLong } = words.composer
  return (
    <div className={styles.composer}>
      {offered !== undefined && (
        <Suspense fallback={null}>
          <Offers id={listId} offered={offered} chosen={chosen} onTake={name => take(offered, name)} />
        </Suspense>
      )}
      {(draft.editing !== undefined || draft.replyTo !== undefined) && (
        <Suspense fallback={null}>
          <About room={room} draft={draft} />
        </Suspense>
      )}
      <div className={styles.box}>
        {isFirstView ? (
          <Suspense fallback={<span className={styles.attach} />}>
            <Attach room={room.id} />
          </Suspense>
        ) : (
          <span className={styles.attach} />
        )}
        <textarea
          ref={area}
          id={composerId}
          rows={1}
          value={text}
          dir="auto"
          aria-label={label(title)}
          placeholder={room.kind === 'direct' ? hintDirect(title) : hint(title)}
          aria-autocomplete="list"
          aria-controls={offered === undefined ? undefined : listId}
          aria-activedescendant={offered === undefined ? undefined : `${listId}-${chosen}`}
          enterKeyHint="send"
          onChange={event => type(event.target.value, event.target.selectionStart)}
          onSelect={event => setAt(event.currentTarget.selectionStart)}
          onKeyDown={press}
        />
        <button
          type="button"
          className={styles.send}
          aria-label={draft.editing === undefined ? sendWord : save}
          title={draft.editing === undefined ? sendWord : save}
          disabled={text.trim() === '' || over > 0}
          onClick={send}
        >
          <Icon name={draft.editing === undefined ? 'send' : 'check'} />
        </button>
      </div>
      {over > 0 ? (
        <p className={styles.over} role="alert">
          {tooLong(times.number(over))}
        </p>
      ) : (
        <TypingLine room={room} />
      )}
    </div>
  )
}
