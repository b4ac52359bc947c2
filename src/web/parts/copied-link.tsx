// An address that is there to be copied.
import { useState } from 'react'
import { tell } from '../told.ts'
import { useWords } from '../words/words.tsx'
import { Button } from './button.tsx'
import styles from './copied-link.module.css'
import { copyText } from './copying.ts'
import fields from './field.module.css'

type CopiedLinkProps = { readonly url: string; readonly label: string; readonly copy: string; readonly copied: string }

/** `copy` and `copied` are what stands on its button, before and after. */
export function CopiedLink({ url, label, copy, copied }: CopiedLinkProps) {
  const words = useWords()
  const [isCopied, setCopied] = useState(false)
  const onCopy = async (): Promise<void> => {
    if (await copyText(url)) setCopied(true)
    else tell(words.message.cannotCopy, true)
  }
  return (
    <div className={styles.link}>
      <input readOnly className={fields.field} value={url} aria-label={label} onFocus={event => event.target.select()} />
      <Button look="main" onClick={() => void onCopy()}>
        {isCopied ? copied : copy}
      </Button>
    </div>
  )
}
