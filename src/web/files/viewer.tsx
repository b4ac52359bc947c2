// One file in front of the page: what it looks like, what is known of it, and what can be done with it.
import { useState } from 'react'
import type { FileRow } from '../../protocol/files.ts'
import { Ask } from '../parts/ask.tsx'
import { Button, ButtonLink } from '../parts/button.tsx'
import { copyText } from '../parts/copying.ts'
import { Dialog, DialogActions } from '../parts/dialog.tsx'
import { Icon } from '../parts/icon.tsx'
import { useParty, useRoom, useRoomHandle } from '../party/party.ts'
import { refused, tell } from '../told.ts'
import { useTimes, useWords } from '../words/words.tsx'
import { addressOf, downloadOf, kindOf } from './kinds.ts'
import { Links } from './links.tsx'
import { useMeasures } from './measures.ts'
import { baseName } from './names.ts'
import { Preview } from './preview.tsx'
import styles from './viewer.module.css'
import { type Viewed, view, viewNothing } from './viewing.ts'
import { useFileWords } from './words.ts'

export function Viewer({ viewed: { room, file } }: { readonly viewed: Viewed }) {
  const words = useWords()
  const handle = useRoomHandle(room)
  const me = useParty(state => state.me?.guest)
  const state = useRoom(room)
  const [open, setOpen] = useState<'links' | 'rename' | 'remove'>()
  const { viewer } = useFileWords()
  const isMine = me !== undefined && (file.guest === me || state?.owner === me) && state?.archived !== true
  const back = (): void => setOpen(undefined)
  const remove = (): void => {
    handle.removeFile(file.name).then(() => {
      viewNothing()
      tell(viewer.removed(baseName(file.name)))
    }, refused)
  }
  switch (open) {
    case 'links':
      return <Links room={room} file={file} onBack={back} onClose={viewNothing} />
    case 'rename':
      return (
        <Ask
          title={viewer.rename}
          label={viewer.renameLabel}
          about={viewer.renameMore}
          first={file.name}
          action={viewer.renameDo}
          onAnswer={async to => {
            await handle.moveFile(file.name, to)
            view(room, { ...file, name: to })
          }}
          onClose={back}
        />
      )
    case 'remove':
      return (
        <Dialog title={viewer.removeTitle(baseName(file.name))} about={viewer.removeMore} onClose={back}>
          <DialogActions>
            <Button onClick={back}>{words.cancel}</Button>
            <Button look="wrong" onClick={remove}>
              {viewer.remove}
            </Button>
          </DialogActions>
        </Dialog>
      )
    case undefined:
      return (
        <Dialog title={file.name} wide onClose={viewNothing}>
          <Preview key={file.name} file={file} />
          <About file={file} />
          <div className={styles.doing}>
            <ButtonLink look="main" href={downloadOf(file)} download={baseName(file.name)}>
              <Icon name="save" />
              {words.files.download}
            </ButtonLink>
            <Button onClick={() => setOpen('links')}>{viewer.share}</Button>
            {kindOf(file.name) !== 'other' && (
              <a className={styles.link} href={addressOf(file)} target="_blank" rel="noreferrer">
                {viewer.openTab}
              </a>
            )}
            {isMine && (
              <span className={styles.own}>
                <Button onClick={() => setOpen('rename')}>{viewer.rename}</Button>
                <Button look="wrong" onClick={() => setOpen('remove')}>
                  {viewer.remove}
                </Button>
              </span>
            )}
          </div>
        </Dialog>
      )
    default:
      return open satisfies never
  }
}

function About({ file }: { readonly file: FileRow }) {
  const words = useWords()
  const times = useTimes()
  const measures = useMeasures()
  const [copied, setCopied] = useState(false)
  const { viewer } = useFileWords()
  const { sha256, author, modifiedAt, bytes } = file
  const when = times.full(modifiedAt)
  const copy = async (): Promise<void> => {
    if (await copyText(sha256 ?? '')) setCopied(true)
    else tell(words.message.cannotCopy, true)
  }
  return (
    <div className={styles.about}>
      <p>
        {measures.size(bytes)} · {author === undefined ? viewer.fromOperator(when) : viewer.from(author, when)}
      </p>
      <p className={styles.sum}>
        <span>{viewer.checksum}</span>
        {sha256 === undefined ? <span>{viewer.noChecksum}</span> : <code>{sha256}</code>}
        {sha256 !== undefined && (
          <button type="button" className={styles.copy} aria-label={viewer.copyChecksum} onClick={() => void copy()}>
            {copied ? viewer.copied : words.message.codeCopy}
          </button>
        )}
      </p>
    </div>
  )
}
