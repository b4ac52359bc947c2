// Oneself, at the foot of the switchboard: the name, whether one is on the line, and how the page is to look and speak.
import { useState } from 'react'
import { openShortcuts } from '../keyboard/open.ts'
import { Ask } from '../parts/ask.tsx'
import { Face } from '../parts/face.tsx'
import { Menu, type MenuEntry } from '../parts/menu.tsx'
import { useParty, usePartyline } from '../party/party.ts'
import { go } from '../place.ts'
import { languages, settings, themes } from '../settings.ts'
import { useWords } from '../words/words.tsx'
import styles from './me.module.css'

export function Me() {
  const words = useWords()
  const party = usePartyline()
  const me = useParty(state => state.me)
  const at = useParty(state => state.connection.at)
  const { theme, language } = settings.use(value => value)
  const [renaming, setRenaming] = useState(false)
  if (me === undefined) return null
  const { live, connecting, waiting } = words.connection
  const button = (
    <button type="button" className={styles.me}>
      <Face guest={me.guest} name={me.name} />
      <span className={styles.who}>
        <span className={styles.name}>
          <span className="heard">{words.me.youAre} </span>
          {me.name}
        </span>
        <span className={styles.line} data-at={at}>
          {at === 'live' ? live : at === 'connecting' ? connecting : waiting}
        </span>
        <span className="heard">{words.me.menu}</span>
      </span>
    </button>
  )
  const entries: MenuEntry[] = [
    { kind: 'do', label: words.me.rename, onDo: () => setRenaming(true) },
    { kind: 'do', label: words.places.settings, onDo: () => go({ view: 'other', name: 'settings', rest: [] }) },
    { kind: 'do', label: words.places.keys, onDo: openShortcuts },
    ...(at === 'waiting' ? [{ kind: 'do', label: words.connection.tryNow, onDo: () => party.reconnectNow() } as const] : []),
    { kind: 'line' },
    {
      kind: 'choose',
      label: words.me.theme,
      value: theme,
      choices: themes.map(value => ({ value, label: words.me.themes[value] })),
      onChoose: value => settings.set(before => ({ ...before, theme: themes.find(one => one === value) ?? before.theme })),
    },
    { kind: 'line' },
    {
      kind: 'choose',
      label: words.me.language,
      value: language,
      choices: languages.map(value => ({ value, label: words.languages[value] })),
      onChoose: value => settings.set(before => ({ ...before, language: languages.find(one => one === value) ?? before.language })),
    },
  ]
  return (
    <footer className={styles.foot}>
      <Menu trigger={button} entries={entries} side="top" align="start" />
      {renaming && (
        <Ask
          title={words.me.rename}
          label={words.me.renameLabel}
          about={words.me.renameMore}
          first={me.name}
          action={words.me.renameDo}
          onAnswer={name => party.rename(name)}
          onClose={() => setRenaming(false)}
        />
      )}
    </footer>
  )
}
