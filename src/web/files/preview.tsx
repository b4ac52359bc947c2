// A look at a file, as what it is. Nothing of it can run: pictures, sound and video are drawn by the browser, PDF by its own viewer, and everything
// that is text is read and drawn as text, HTML and SVG, too.
import { useEffect, useState } from 'react'
import type { FileRow } from '../../protocol/files.ts'
import { addressOf, kindOf } from './kinds.ts'
import { useMeasures } from './measures.ts'
import { baseName } from './names.ts'
import { askForPass, passes } from './pass.ts'
import styles from './preview.module.css'
import { useFileWords } from './words.ts'

export function Preview({ file }: { readonly file: FileRow }) {
  const { viewer } = useFileWords()
  const pass = passes.use(number => number)
  const [failedWith, setFailedWith] = useState<number>()
  const src = addressOf(file)
  const name = baseName(file.name)
  const fail = (): void => {
    // Perhaps the pass is not good any more; with a new one it is tried once more.
    if (failedWith === undefined) void askForPass()
    setFailedWith(pass)
  }
  if (failedWith === pass) return <p className={styles.nothing}>{viewer.cannotPreview}</p>
  switch (kindOf(file.name)) {
    case 'image':
      return (
        <div className={styles.picture}>
          <img key={pass} src={src} alt={name} onError={fail} />
        </div>
      )
    case 'audio':
      // biome-ignore lint/a11y/useMediaCaption: nobody has written any.
      return <audio key={pass} className={styles.audio} controls preload="metadata" src={src} aria-label={name} onError={fail} />
    case 'video':
      // biome-ignore lint/a11y/useMediaCaption: nobody has written any.
      return <video key={pass} className={styles.video} controls preload="metadata" src={src} aria-label={name} onError={fail} />
    case 'pdf':
      return navigator.pdfViewerEnabled ? (
        <iframe className={styles.pdf} src={src} title={name} />
      ) : (
        <p className={styles.nothing}>{viewer.noPreview}</p>
      )
    case 'text':
      return <Text file={file} />
    default:
      return <p className={styles.nothing}>{viewer.noPreview}</p>
  }
}

const textBytesMax = 256 * 1_024

type Read = { readonly at: 'reading' } | { readonly at: 'read'; readonly text: string } | { readonly at: 'failed' }

function Text({ file }: { readonly file: FileRow }) {
  const { viewer } = useFileWords()
  const measures = useMeasures()
  const [read, setRead] = useState<Read>({ at: 'reading' })
  useEffect(() => {
    const stop = new AbortController()
    readBeginning(addressOf(file), file.bytes, stop.signal).then(
      text => setRead(text === undefined ? { at: 'failed' } : { at: 'read', text }),
      () => stop.signal.aborted || setRead({ at: 'failed' }),
    )
    return () => stop.abort()
  }, [file])
  if (read.at === 'failed') return <p className={styles.nothing}>{viewer.cannotPreview}</p>
  return (
    <div className={styles.frame}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be scrolled by keys, too. */}
      <section className={styles.text} tabIndex={0} aria-label={file.name}>
        <pre dir="auto">{read.at === 'reading' ? viewer.loading : read.text}</pre>
      </section>
      {read.at === 'read' && file.bytes > textBytesMax && <p className={styles.note}>{viewer.beginning(measures.size(textBytesMax))}</p>}
    </div>
  )
}

/** Undefined where it is no text. */
async function readBeginning(address: string, bytes: number, signal: AbortSignal): Promise<string | undefined> {
  const headers = bytes > textBytesMax ? { range: `bytes=0-${textBytesMax - 1}` } : undefined
  const ask = () => fetch(address, { signal, ...(headers !== undefined && { headers }) })
  let answer = await ask()
  if (!answer.ok) {
    await askForPass()
    answer = await ask()
  }
  if (!answer.ok) return undefined
  const text = new TextDecoder().decode((await answer.arrayBuffer()).slice(0, textBytesMax))
  return text.includes('\0') ? undefined : text
}
