// Links to a file for people who are not on this hub: made with an end, a number of downloads and a password, and revoked.
import { type FormEvent, useEffect, useId, useState } from 'react'
import { PartylineError } from '../../client/error.ts'
import type { FileRow, ShareRow } from '../../protocol/files.ts'
import { Button } from '../parts/button.tsx'
import { CopiedLink } from '../parts/copied-link.tsx'
import { Dialog } from '../parts/dialog.tsx'
import fields from '../parts/field.module.css'
import { Line } from '../parts/line.tsx'
import { useRoomHandle } from '../party/party.ts'
import { refused, tell } from '../told.ts'
import { useTimes } from '../words/words.tsx'
import styles from './links.module.css'
import { baseName } from './names.ts'
import { useFileWords } from './words.ts'

const endings = ['24', '1', '168', '720', 'never'] as const

export type LinksProps = { readonly room: number; readonly file: FileRow; readonly onBack: () => void; readonly onClose: () => void }

export function Links({ room, file, onBack, onClose }: LinksProps) {
  const handle = useRoomHandle(room)
  const [rows, setRows] = useState<readonly ShareRow[]>()
  const [made, setMade] = useState<string>()
  const { links } = useFileWords()
  useEffect(() => {
    handle.fileShares(file.name).then(setRows, refused)
  }, [handle, file.name])
  const revoke = (id: string): void => {
    handle.unshareFile(file.name, id).then(() => {
      setRows(before => before?.filter(row => row.id !== id))
      tell(links.revoked)
    }, refused)
  }
  return (
    <Dialog title={links.title(baseName(file.name))} about={links.about} onClose={onClose}>
      {made === undefined ? (
        <NewLink
          room={room}
          file={file}
          onMade={(url, row) => {
            setMade(url)
            setRows(before => [...(before ?? []), row])
          }}
        />
      ) : (
        <Made url={made} />
      )}
      <h3 className={styles.heading}>{links.present}</h3>
      {rows?.length === 0 && <p className={styles.quiet}>{links.none}</p>}
      <ul>
        {rows?.map(row => (
          <Row key={row.id} row={row} onRevoke={() => revoke(row.id)} />
        ))}
      </ul>
      <div>
        <Button onClick={onBack}>{links.back}</Button>
      </div>
    </Dialog>
  )
}

type NewLinkProps = { readonly room: number; readonly file: FileRow; readonly onMade: (url: string, row: ShareRow) => void }

function NewLink({ room, file, onMade }: NewLinkProps) {
  const { links } = useFileWords()
  const handle = useRoomHandle(room)
  const endId = useId()
  const [ending, setEnding] = useState<(typeof endings)[number]>('24')
  const [downloads, setDownloads] = useState('')
  const [password, setPassword] = useState('')
  const [wrong, setWrong] = useState<string>()
  const make = (event: FormEvent): void => {
    event.preventDefault()
    const count = Number.parseInt(downloads, 10)
    const options = {
      ...(ending !== 'never' && { hours: Number(ending) }),
      ...(count > 0 && { downloads: count }),
      ...(password !== '' && { password }),
    }
    handle.shareFile(file.name, options).then(
      ({ url, share }) => onMade(url, share),
      thrown => (thrown instanceof PartylineError ? setWrong(thrown.sentence) : refused(thrown)),
    )
  }
  return (
    <form className={styles.form} onSubmit={make}>
      <div className={styles.choice}>
        <label htmlFor={endId}>{links.ends}</label>
        <select
          id={endId}
          className={fields.field}
          value={ending}
          onChange={event => setEnding(endings.find(one => one === event.target.value) ?? ending)}
        >
          {endings.map(one => (
            <option key={one} value={one}>
              {links.endings[one]}
            </option>
          ))}
        </select>
      </div>
      <Line
        label={links.downloads}
        hint={links.downloadsHint}
        value={downloads}
        onChange={text => setDownloads(text.replace(/\D/g, '').slice(0, 6))}
      />
      <Line label={links.password} hint={links.passwordHint} value={password} onChange={setPassword} wrong={wrong} />
      <Button look="main" type="submit">
        {links.make}
      </Button>
    </form>
  )
}

function Made({ url }: { readonly url: string }) {
  const { links } = useFileWords()
  return (
    <div className={styles.made}>
      <CopiedLink url={url} label={links.made} copy={links.copy} copied={links.copied} />
      <p className={styles.quiet}>{links.madeMore}</p>
    </div>
  )
}

function Row({ row, onRevoke }: { readonly row: ShareRow; readonly onRevoke: () => void }) {
  const { links } = useFileWords()
  const times = useTimes()
  const when = (at: number): string => `${times.day(at)}, ${times.clock(at)}`
  const facts = [
    links.row(when(row.createdAt)),
    row.expiresAt === undefined ? links.forever : links.until(when(row.expiresAt)),
    ...(row.downloadsLeft === undefined ? [] : [links.left(row.downloadsLeft)]),
    ...(row.hasPassword ? [links.withPassword] : []),
  ]
  return (
    <li className={styles.row}>
      <span>{facts.join(' · ')}</span>
      <Button onClick={onRevoke}>{links.revoke}</Button>
    </li>
  )
}
