// Search: what one looks for, where, of whom and when; and what was found, newest first, for ever on. Arrows and Enter lead to a message.
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { Button } from '../parts/button.tsx'
import { Icon } from '../parts/icon.tsx'
import { ViewFrame } from '../parts/view.tsx'
import { useParty, usePartyline } from '../party/party.ts'
import { useVisit } from '../place.ts'
import { announce } from '../told.ts'
import type { ViewProps } from '../views.ts'
import { useBeyond } from '../words/beyond.tsx'
import { Filters } from './filters.tsx'
import { Hits } from './hits.tsx'
import styles from './search-view.module.css'
import { ask, askAgain, askEverywhere, isFiltered, searching } from './searching.ts'

export function SearchView({ onMenu }: ViewProps) {
  const words = useBeyond().search
  const party = usePartyline()
  const { asked, state, hits, wrong, next } = searching.use(value => value)
  const isLive = useParty(({ connection }) => connection.at === 'live')
  const input = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLUListElement>(null)
  const { visit } = useVisit()
  // biome-ignore lint/correctness/useExhaustiveDependencies: on coming here; whoever comes back from a hit is at that hit again.
  useEffect(() => {
    const { hit } = (window.history.state ?? {}) as { readonly hit?: string }
    const link = [...(list.current?.querySelectorAll<HTMLElement>('[data-key]') ?? [])].find(({ dataset }) => dataset.key === hit)
    if (link !== undefined) link.focus()
    else input.current?.select()
  }, [visit])
  const found = state === 'done' && wrong === undefined ? words.count(hits.length, next !== undefined) : undefined
  useEffect(() => {
    if (found !== undefined) announce(found)
  }, [found])

  const press = (event: KeyboardEvent): void => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>('a') ?? [])]
    const at = links.indexOf(document.activeElement as HTMLElement)
    const isInput = event.target === input.current
    if (!isInput && at < 0) return
    const to = target(event.key, at, links.length, isInput)
    if (to === undefined) return
    event.preventDefault()
    if (to < 0) input.current?.focus()
    else links[to]?.focus()
  }

  return (
    <ViewFrame title={words.title} onMenu={onMenu}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it hears the keys of the line and of the hits in it. */}
      <div className={styles.search} onKeyDown={press}>
        <search className={styles.form}>
          <label className={styles.box}>
            <span className="heard">{words.label}</span>
            <Icon name="search" />
            <input
              ref={input}
              type="search"
              value={asked.text}
              placeholder={words.hint}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              dir="auto"
              enterKeyHint="search"
              onChange={event => ask(party, { text: event.target.value }, { soon: true })}
            />
          </label>
          <Filters asked={asked} hits={hits} onChange={change => ask(party, change)} />
        </search>
        {state === 'idle' && <Lesson title={words.start} more={words.startMore} />}
        {wrong !== undefined && (
          <div className={styles.wrong} role="alert">
            <p>{wrong}</p>
            <Button onClick={() => askAgain(party)}>{words.title}</Button>
          </div>
        )}
        {state === 'asking' && hits.length === 0 && <p className={styles.quiet}>{isLive ? words.searching : words.waiting}</p>}
        {found !== undefined && hits.length > 0 && (
          <p className={styles.quiet}>
            {found} <span className={styles.keys}>{words.keys}</span>
          </p>
        )}
        {state === 'done' && wrong === undefined && hits.length === 0 && next === undefined && (
          <Lesson title={words.none} more={words.noneMore}>
            {isFiltered(asked) && <Button onClick={() => askEverywhere(party)}>{words.noneFilters}</Button>}
          </Lesson>
        )}
        <Hits ref={list} />
      </div>
    </ViewFrame>
  )
}

function target(key: string, at: number, length: number, isInput: boolean): number | undefined {
  if (length === 0) return undefined
  switch (key) {
    case 'ArrowDown':
      return Math.min(at + 1, length - 1)
    case 'ArrowUp':
      return isInput ? undefined : at - 1
    case 'Enter':
      return isInput ? 0 : undefined
    case 'Home':
      return isInput ? undefined : 0
    case 'End':
      return isInput ? undefined : length - 1
    default:
      return undefined
  }
}

function Lesson({ title, more, children }: { readonly title: string; readonly more: string; readonly children?: ReactNode }) {
  return (
    <div className={styles.lesson}>
      <h2>{title}</h2>
      <p>{more}</p>
      {children}
    </div>
  )
}
