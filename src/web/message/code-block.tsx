// Code as it was written, and a way to take it along.
import { copyText } from '../parts/copying.ts'
import { tell } from '../told.ts'
import { useWords } from '../words/words.tsx'
import styles from './code-block.module.css'

export function CodeBlock({ text }: { readonly text: string }) {
  const words = useWords()
  const copy = async (): Promise<void> => {
    const done = await copyText(text)
    tell(done ? words.message.copied : words.message.cannotCopy, !done)
  }
  return (
    <div className={styles.block}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <pre tabIndex={0} dir="ltr">
        {text}
      </pre>
      <button type="button" tabIndex={-1} onClick={() => void copy()}>
        {words.message.codeCopy}
      </button>
    </div>
  )
}
