// What is seldom done with a room: its topic, its name, closing it for good or for a while, and leaving it.
import { useState } from 'react'
import type { RoomState } from '../../client/state/state.ts'
import { Ask } from '../parts/ask.tsx'
import { Button, IconButton } from '../parts/button.tsx'
import { Dialog, DialogActions } from '../parts/dialog.tsx'
import { Menu, type MenuEntry } from '../parts/menu.tsx'
import { useParty, useRoomHandle } from '../party/party.ts'
import { go, readPlace } from '../place.ts'
import { refused } from '../told.ts'
import { useBeyond } from '../words/beyond.tsx'
import { useWords } from '../words/words.tsx'

/** `isWanted`: it was pressed before it was there. */
export function RoomMenu({ room, isWanted }: { readonly room: RoomState; readonly isWanted: boolean }) {
  const words = useWords()
  const { topic, rename, archive, leave, reopen } = useBeyond().roomMenu
  const handle = useRoomHandle(room.id)
  const isOwner = useParty(state => state.me?.guest === room.owner)
  const [open, setOpen] = useState<'topic' | 'rename' | 'archive' | 'leave'>()
  const close = (): void => setOpen(undefined)
  const goAway = (): void => {
    go(readPlace('/'))
    handle.leave().catch(refused)
  }
  const shut = (): void => {
    close()
    handle.archive(true).catch(refused)
  }
  const entry = (label: string, onDo: () => void, wrong = false): MenuEntry => ({ kind: 'do', label, onDo, wrong })
  const entries: MenuEntry[] = [
    ...(room.archived ? [] : [entry(topic.title, () => setOpen('topic'))]),
    ...(isOwner ? [entry(rename.title, () => setOpen('rename'))] : []),
    ...(isOwner && room.archived ? [entry(reopen, () => void handle.archive(false).catch(refused))] : []),
    ...(isOwner && !room.archived ? [entry(archive.title, () => setOpen('archive'))] : []),
    { kind: 'line' },
    entry(leave.title, () => setOpen('leave'), true),
  ]
  return (
    <>
      <Menu trigger={<IconButton icon="more" label={words.room.more} />} entries={entries} isWanted={isWanted} />
      {open === 'topic' && (
        <Ask
          title={topic.title}
          label={topic.label}
          about={topic.about}
          first={room.topic}
          action={topic.action}
          mayBeEmpty
          onAnswer={text => handle.topic(text)}
          onClose={close}
        />
      )}
      {open === 'rename' && (
        <Ask
          title={rename.title}
          label={rename.label}
          about={rename.about}
          first={room.name.replace(/^#/, '')}
          action={rename.action}
          onAnswer={name => handle.rename(`#${name.replace(/^#/, '')}`)}
          onClose={close}
        />
      )}
      {open === 'archive' && (
        <Sure title={archive.title} about={archive.about(room.name)} action={archive.action} onSure={shut} onClose={close} />
      )}
      {open === 'leave' && (
        <Sure title={leave.title} about={leave.about(room.name)} action={leave.action} onSure={goAway} onClose={close} />
      )}
    </>
  )
}

type SureProps = {
  readonly title: string
  readonly about: string
  readonly action: string
  readonly onSure: () => void
  readonly onClose: () => void
}

/** Asks before something that one would not want to have done by mistake. */
function Sure({ title, about, action, onSure, onClose }: SureProps) {
  const words = useWords()
  return (
    <Dialog title={title} about={about} onClose={onClose}>
      <DialogActions>
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button look="wrong" onClick={onSure}>
          {action}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
