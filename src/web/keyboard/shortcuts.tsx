// The sheet of keys.
import { Fragment } from 'react'
import { Dialog } from '../parts/dialog.tsx'
import { useBeyond } from '../words/beyond.tsx'
import { closeOpened } from './open.ts'
import styles from './shortcuts.module.css'

const isMac = /Mac|iP(?:hone|ad)/.test(navigator.platform)

type Keys = readonly string[]

export function Shortcuts() {
  const words = useBeyond().shortcuts
  const mod = isMac ? '⌘' : words.ctrl
  const { shift, alt, enter, home, end, tab } = words
  const groups: readonly (readonly [name: string, rows: readonly (readonly [what: string, ...ways: Keys[]])[]])[] = [
    [
      words.groups.anywhere,
      [
        [words.goTo, [mod, 'K']],
        [words.search, [mod, shift, 'F'], ['/']],
        [words.next, [alt, '↓'], [alt, '↑']],
        [words.unread, [alt, shift, '↓']],
        [words.sheet, [mod, '/'], ['?']],
        [words.close, [words.escape]],
      ],
    ],
    [
      words.groups.messages,
      [
        [words.row, ['↑'], ['↓']],
        [words.ends, [home], [end]],
        [words.tools, [tab]],
      ],
    ],
    [
      words.groups.writing,
      [
        [words.send, [enter]],
        [words.line, [shift, enter]],
        [words.edit, ['↑']],
        [words.name, ['@'], ['#']],
        [words.emoji, [':']],
      ],
    ],
  ]
  return (
    <Dialog title={words.title} about={words.about} onClose={closeOpened}>
      {groups.map(([name, rows]) => (
        <section key={name}>
          <h3 className={styles.heading}>{name}</h3>
          <dl className={styles.list}>
            {rows.map(([what, ...ways]) => (
              <div key={what} className={styles.row}>
                <dt>{what}</dt>
                <dd>
                  {ways.map((way, index) => (
                    <Fragment key={way.join('+')}>
                      {index > 0 && <span className={styles.or}>{words.or}</span>}
                      {way.map(key => (
                        <kbd key={key}>{key}</kbd>
                      ))}
                    </Fragment>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  )
}
