// What the operator says to who arrives: above the lobby's messages, until it is put away. This browser remembers that, and shows another text again.
import { Sha256 } from '../../client/transfers/sha256.ts'
import { focusComposer } from '../composer/focus.ts'
import { MessageText } from '../message/message-text.tsx'
import { IconButton } from '../parts/button.tsx'
import { useParty } from '../party/party.ts'
import { keep, readKept, storeOf } from '../store.ts'
import { useBeyond } from '../words/beyond.tsx'
import styles from './welcome.module.css'

const key = 'partyline-welcome'
/** The hash of the text that was put away last. */
const putAway = storeOf<unknown>(readKept(key), hash => keep(key, hash))

function hashOf(text: string): string {
  const hash = new Sha256()
  hash.update(new TextEncoder().encode(text))
  return hash.hex()
}

export function Welcome() {
  const words = useBeyond().welcome
  const text = useParty(state => state.welcome)
  const known = putAway.use(hash => hash)
  if (text === '' || hashOf(text) === known) return null
  const onClose = (): void => {
    putAway.set(() => hashOf(text))
    // On a phone that would bring up its keyboard.
    if (window.matchMedia('(pointer: fine)').matches) focusComposer()
  }
  return (
    <section className={styles.welcome} aria-label={words.title}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what may scroll must be reached by keys. */}
      <div className={styles.text} tabIndex={0}>
        <MessageText text={text} />
      </div>
      <IconButton icon="close" label={words.close} onClick={onClose} />
    </section>
  )
}
