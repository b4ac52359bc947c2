// What can be done with the message in hand.

import { Suspense, useState } from 'react'
import { startEditing, startReply } from '../composer/drafts.ts'
import { focusComposer } from '../composer/focus.ts'
import { later } from '../later.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { copyText } from '../parts/copying.ts'
import { Dialog, DialogActions } from '../parts/dialog.tsx'
import { Menu, type MenuEntry } from '../parts/menu.tsx'
import { useRoom, useRoomHandle } from '../party/party.ts'
import { refOf, writePlace } from '../place.ts'
import { refused, tell } from '../told.ts'
import { useWords } from '../words/words.tsx'
import type { MessageRow } from './message.tsx'
import styles from './tools.module.css'

const EmojiChoice = later(async () => (await import('./emoji-choice.tsx')).EmojiChoice)

type ToolsProps = { readonly room: number; readonly row: MessageRow; readonly mine: boolean; readonly onHold: (held: boolean) => void }

const quick = ['👍', '❤️', '😂']

export function Tools({ room: id, row, mine, onHold }: ToolsProps) {
  const words = useWords()
  const room = useRoom(id)
  const handle = useRoomHandle(id)
  const [deleting, setDeleting] = useState(false)
  const [reacting, setReacting] = useState(false)
  if (room === undefined) return null
  const react = (emoji: string): void => {
    const isMine = row.reactions?.some(reaction => reaction.emoji === emoji && reaction.mine) ?? false
    handle.react(row.seq, emoji, !isMine).catch(refused)
  }
  const reply = (): void => {
    startReply(id, row.seq)
    focusComposer()
  }
  const edit = (): void => {
    startEditing(id, row.seq, row.text)
    focusComposer()
  }
  const copy = async (text: string): Promise<void> => {
    const done = await copyText(text)
    tell(done ? words.message.copied : words.message.cannotCopy, !done)
  }
  const link = window.location.origin + writePlace({ view: 'room', room: refOf(room), at: row.seq })
  const askToDelete = (open: boolean): void => {
    setDeleting(open)
    onHold(open)
  }
  const entries: MenuEntry[] = [
    { kind: 'do', label: words.message.copyText, onDo: () => void copy(row.text) },
    { kind: 'do', label: words.message.copyLink, onDo: () => void copy(link) },
    ...(mine && !room.archived ? [{ kind: 'do', label: words.message.delete, wrong: true, onDo: () => askToDelete(true) } as const] : []),
  ]
  return (
    <div className={styles.tools} role="toolbar" aria-label={words.message.toolbar(row.author)}>
      {!room.archived && (
        <>
          {quick.map(emoji => (
            <button
              key={emoji}
              type="button"
              className={styles.quick}
              aria-label={words.message.reactWith(emoji)}
              onClick={() => react(emoji)}
            >
              {emoji}
            </button>
          ))}
          <Suspense fallback={<IconButton icon="smile" label={words.message.react} size={18} onClick={() => setReacting(true)} />}>
            <EmojiChoice isWanted={reacting} onChoose={react} onOpenChange={onHold} />
          </Suspense>
          <IconButton icon="reply" label={words.message.reply} size={18} onClick={reply} />
          {mine && <IconButton icon="edit" label={words.message.edit} size={18} onClick={edit} />}
        </>
      )}
      <Menu trigger={<IconButton icon="more" label={words.message.more} size={18} />} entries={entries} onOpenChange={onHold} />
      {deleting && (
        <Dialog title={words.message.deleteTitle} about={words.message.deleteMore} onClose={() => askToDelete(false)}>
          <DialogActions>
            <Button onClick={() => askToDelete(false)}>{words.cancel}</Button>
            <Button
              look="wrong"
              onClick={() => {
                askToDelete(false)
                handle.delete(row.seq).catch(refused)
              }}
            >
              {words.message.delete}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </div>
  )
}
