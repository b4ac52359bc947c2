// The corner where something is told once: refusals, what is done, what the operator says to everybody. And the page's one live region.
import { useEffect, useState } from 'react'
import { useParty } from '../party/party.ts'
import { go } from '../place.ts'
import { dismiss, heard, type Told, told } from '../told.ts'
import { useWords } from '../words/words.tsx'
import { Button, IconButton } from './button.tsx'
import styles from './corner.module.css'

const shownMs = 7_000

export function Corner() {
  const words = useWords()
  const all = told.use(value => value)
  const sentence = heard.use(value => value)
  const notices = useParty(state => state.notices)
  const [seen, setSeen] = useState(0)
  const said = notices.findLast(notice => notice.kind === 'announced')
  return (
    <>
      <p role="status" className="heard">
        {[sentence, ...all.map(one => one.sentence)].filter(one => one !== '').join(' ')}
      </p>
      <div className={styles.corner}>
        {said?.kind === 'announced' && said.number > seen && (
          <div role="alert" className={styles.told}>
            <p>
              <strong>{words.operator}</strong> {said.text}
            </p>
            <IconButton icon="close" label={words.close} onClick={() => setSeen(said.number)} />
          </div>
        )}
        {all.map(one => (
          <Slip key={one.number} told={one} />
        ))}
      </div>
    </>
  )
}

/** It goes by itself, but not while somebody is on it. */
function Slip({ told: { number, sentence, wrong, to } }: { readonly told: Told }) {
  const words = useWords()
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (held) return
    const timer = setTimeout(() => dismiss(number), shownMs)
    return () => clearTimeout(timer)
  }, [held, number])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is done with it; it only stays while one reads it.
    <div
      className={styles.told}
      data-wrong={wrong}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <p dir="auto">{sentence}</p>
      {to !== undefined && (
        <Button
          onClick={() => {
            dismiss(number)
            go(to)
          }}
        >
          {words.places.open}
        </Button>
      )}
      <IconButton icon="close" label={words.close} onClick={() => dismiss(number)} />
    </div>
  )
}
