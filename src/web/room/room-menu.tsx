// What is seldom done with a room: its topic, and leaving it.
import { useState } from 'react'
import type { RoomState } from '../../client/state/state.ts'
import { Ask } from '../parts/ask.tsx'
import { Button, IconButton } from '../parts/button.tsx'
import { Dialog, DialogActions } from '../parts/dialog.tsx'
import { Menu, type MenuEntry } from '../parts/menu.tsx'
import { useParty, useRoomHandle } from '../party/party.ts'
import { isLobby, titleOf } from '../party/rooms.ts'
import { go, readPlace } from '../place.ts'
import { refused } from '../told.ts'
import { useWords } from '../words/words.tsx'

export function RoomMenu({ room }: { readonly room: RoomState }) {
  const words = useWords()
  const handle = useRoomHandle(room.id)
  const me = useParty(state => state.me?.guest)
  const [open, setOpen] = useState<'topic' | 'leave'>()
  const close = (): void => setOpen(undefined)
  const leave = (): void => {
    go(readPlace('/'))
    handle.leave().catch(refused)
  }
  // The lobby's topic is the operator's, and nobody leaves the lobby.
  if (isLobby(room)) return null
  const entries: MenuEntry[] = [
    ...(room.kind === 'direct' ? [] : [{ kind: 'do', label: words.room.topic, onDo: () => setOpen('topic') } as const]),
    { kind: 'do', label: words.rooms.leave, wrong: true, onDo: () => setOpen('leave') },
  ]
  return (
    <>
      <Menu trigger={<IconButton icon="more" label={words.room.more} />} entries={entries} />
      {open === 'topic' && (
        <Ask
          title={words.room.topic}
          label={words.room.topicLabel}
          about={words.room.topicMore}
          first={room.topic}
          action={words.room.topicDo}
          mayBeEmpty
          onAnswer={text => handle.topic(text)}
          onClose={close}
        />
      )}
      {open === 'leave' && (
        <Dialog title={words.rooms.leave} about={words.rooms.leaveMore(titleOf(room, me))} onClose={close}>
          <DialogActions>
            <Button onClick={close}>{words.cancel}</Button>
            <Button look="wrong" onClick={leave}>
              {words.rooms.leaveDo}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  )
}
