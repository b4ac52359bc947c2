// What a key does, given what is on the screen.
import { bindings, type Intent } from './bindings.ts'
import { carryOut } from './carry-out.ts'
import { type Asked, readTyped } from './commands.ts'
import { completed, fileTyped, uncompleted } from './completion.ts'
import type { Desk } from './desk.ts'
import { type Editor, emptyEditor, moved, pastable, stepped } from './editor.ts'
import { pathsLike } from './files/offers.ts'
import { prompt } from './frame.ts'
import type { Key } from './keys.ts'
import { knownFor } from './known.ts'
import { nextUnread, roomList, roomsLike } from './room-list.ts'
import { lastMessage } from './timeline/items.ts'
import { scrolled, topPlace } from './timeline/window.ts'
import { draftOf } from './ui.ts'

export function press(desk: Desk, key: Key) {
  if (key.key !== 'named') return type(desk, { text: key.key === 'paste' ? pastable(key.text).replace(/\n$/, '') : key.text })
  const intent = bindings[key.name]
  if (intent === undefined) return
  if (intent.intent !== 'focus' && intent.intent !== 'blur') desk.act({ act: 'untold' })
  follow(desk, intent)
}

function follow(desk: Desk, intent: Intent) {
  switch (intent.intent) {
    case 'edit':
      return type(desk, intent.motion.motion === 'insert' ? { text: intent.motion.text } : { motion: intent.motion })
    case 'complete':
      return complete(desk, intent.by)
    case 'step':
      return step(desk, intent.by)
    case 'page':
      return page(desk, intent.by)
    case 'home':
      return draftOf(desk.ui).editor.text === '' ? oldest(desk) : type(desk, { motion: { motion: 'line-start' } })
    case 'end':
      return draftOf(desk.ui).editor.text === '' || desk.ui.scrolls.has(desk.ui.room)
        ? newest(desk)
        : type(desk, { motion: { motion: 'line-end' } })
    case 'oldest':
      return oldest(desk)
    case 'newest':
      return newest(desk)
    case 'room':
      return neighbour(desk, intent.by)
    case 'room-number':
      return enterThe(desk, roomList(desk.scene.state)[intent.number - 1])
    case 'unread':
      return enterThe(desk, nextUnread(desk.scene.state, desk.ui.room))
    case 'switch':
      return desk.act(desk.ui.overlay?.over === 'switcher' ? { act: 'closed' } : { act: 'switching', typed: emptyEditor, at: 0 })
    case 'submit':
      return submit(desk)
    case 'escape':
      return stop(desk)
    case 'leave':
      return desk.leave()
    case 'leave-if-empty':
      return draftOf(desk.ui).editor.text === '' ? desk.leave() : type(desk, { motion: { motion: 'erase-right' } })
    case 'focus':
      return attend(desk, true)
    case 'blur':
      return attend(desk, false)
    case 'redraw':
      return desk.resize({ ...desk.scene.size })
    default:
      return intent satisfies never
  }
}

type Change = { readonly text: string } | { readonly motion: Parameters<typeof moved>[1] }

/** Into the switcher while it is open, else into the message. */
function type(desk: Desk, change: Change) {
  const { ui } = desk
  const changed = (editor: Editor): Editor => moved(editor, 'text' in change ? { motion: 'insert', text: change.text } : change.motion)
  if (ui.overlay?.over === 'switcher') return desk.act({ act: 'switching', typed: changed(ui.overlay.typed), at: 0 })
  const before = draftOf(ui).editor
  const editor = changed(before)
  desk.act(...(ui.overlay === undefined ? [] : [{ act: 'closed' } as const]), { act: 'untold' }, { act: 'typed', editor })
  if (editor.text !== before.text && editor.text !== '' && !editor.text.startsWith('/')) desk.handle.typing()
}

function complete(desk: Desk, by: 1 | -1) {
  const { ui } = desk
  if (ui.overlay === undefined) offer(desk, by)
  else step(desk, by)
}

function offer(desk: Desk, by: 1 | -1) {
  const { ui } = desk
  const { editor } = draftOf(ui)
  const known = { ...knownFor(desk.scene.state, desk.room, desk.people), paths: pathsLike }
  const file = ui.completion === undefined ? fileTyped(editor) : undefined
  if (file === undefined) return desk.act({ act: 'typed', ...completed(editor, ui.completion, known, by) })
  void desk.filesLike(file).then(files => {
    // Whoever has typed on does not want it any more.
    if (draftOf(desk.ui).editor === editor) desk.act({ act: 'typed', ...completed(editor, undefined, { ...known, files }, by) })
  })
}

function step(desk: Desk, by: 1 | -1) {
  const { ui, frame } = desk
  if (ui.overlay?.over === 'panel') {
    const { panel, at } = ui.overlay
    return desk.act({ act: 'chosen', at: Math.max(0, Math.min(panel.lines.length - 1, at + by)) })
  }
  if (ui.overlay?.over === 'switcher') {
    const count = roomsLike(desk.scene.state, ui.overlay.typed.text).length
    return desk.act({ act: 'chosen', at: count === 0 ? 0 : (ui.overlay.at + by + count) % count })
  }
  if (ui.completion !== undefined) return offer(desk, by)
  const { editor, aim } = draftOf(ui)
  if (editor.text === '' && aim.aim === 'say') return by < 0 ? editLast(desk) : undefined
  const next = stepped(editor, frame.main - prompt.length, by) ?? moved(editor, { motion: by < 0 ? 'line-start' : 'line-end' })
  desk.act({ act: 'typed', editor: next })
}

function editLast(desk: Desk) {
  const me = desk.scene.state.me?.guest
  const row = desk.room === undefined ? undefined : lastMessage(desk.room, ({ guest }) => guest === me)
  if (row?.kind === 'message') desk.aim({ aim: 'edit', seq: row.seq }, row.text)
}

function page(desk: Desk, by: 1 | -1) {
  const { ui, frame, room } = desk
  if (ui.overlay?.over === 'panel') {
    const { panel, at } = ui.overlay
    return desk.act({ act: 'chosen', at: Math.max(0, Math.min(panel.lines.length - 1, at + by * (frame.timeline - 2))) })
  }
  if (room === undefined) return
  const place = scrolled(desk.listOf(room), ui.scrolls.get(room.id)?.place, by * Math.max(1, frame.timeline - 2), frame.timeline)
  desk.act({ act: 'closed' }, { act: 'scrolled', place, last: room.last })
}

function oldest(desk: Desk) {
  const { room, frame } = desk
  if (room !== undefined) desk.act({ act: 'scrolled', place: topPlace(desk.listOf(room), frame.timeline), last: room.last })
}

function newest(desk: Desk) {
  const { room } = desk
  if (room === undefined) return
  desk.handle.look(undefined)
  desk.act({ act: 'scrolled', place: undefined, last: room.last })
}

function neighbour(desk: Desk, by: 1 | -1) {
  const rooms = roomList(desk.scene.state)
  const here = rooms.findIndex(room => room.id === desk.ui.room)
  enterThe(desk, rooms[(here + by + rooms.length) % rooms.length])
}

function enterThe(desk: Desk, room: { readonly id: number } | undefined) {
  if (room !== undefined) desk.enter(room.id)
}

function stop(desk: Desk) {
  const { ui } = desk
  const { editor, aim } = draftOf(ui)
  if (ui.completion !== undefined) desk.act({ act: 'typed', editor: uncompleted(editor, ui.completion) })
  else if (ui.overlay !== undefined) desk.act({ act: 'closed' })
  else if (desk.ui.entering !== undefined) desk.act({ act: 'entering', command: undefined })
  else if (aim.aim === 'edit') desk.act({ act: 'done' })
  else if (aim.aim === 'reply') desk.act({ act: 'aimed', aim: { aim: 'say' }, text: editor.text })
  else newest(desk)
}

function attend(desk: Desk, on: boolean) {
  const { room } = desk
  const missed = on && !desk.ui.attended && room !== undefined && room.unread > 0
  desk.act(...(missed ? [{ act: 'left-off', freshAfter: room.read } as const] : []), { act: 'attended', on })
}

function submit(desk: Desk) {
  const { ui } = desk
  if (ui.overlay !== undefined) return choose(desk)
  const { editor, aim } = draftOf(ui)
  if (ui.completion !== undefined) return desk.act({ act: 'typed', editor: moved(editor, { motion: 'insert', text: ' ' }) })
  // A backslash at the end of the line is how a new line is typed where no other key makes one.
  if (editor.at === editor.text.length && /(?:^|[^\\])\\$/.test(editor.text)) {
    return desk.act({ act: 'typed', editor: moved(moved(editor, { motion: 'erase-left' }), { motion: 'insert', text: '\n' }) })
  }
  const text = editor.text.replace(/[\s]+$/, '')
  if (aim.aim === 'edit') {
    desk.act({ act: 'done' })
    if (text !== '') desk.handle.edit(aim.seq, text).catch(desk.refused)
    return
  }
  const asked = aim.aim === 'reply' && text !== '' ? ({ ask: 'reply', seq: aim.seq, text } as const) : readTyped(text)
  if (asked === undefined) return desk.act({ act: 'done' })
  if ('wrong' in asked) return desk.wrong(asked.wrong)
  if (desk.ui.entering !== undefined && asked.ask === 'say') {
    return desk.wrong('The room that you asked for is not open yet. Enter again in a moment, or Esc to stay here.')
  }
  desk.act({ act: 'done' })
  if (asked.ask === 'say' || asked.ask === 'reply') {
    newest(desk)
    desk.act({ act: 'left-off', freshAfter: undefined })
  }
  ask(desk, asked, text)
}

/** What leads into another room holds back what is typed meanwhile: it must not land in this one. */
function ask(desk: Desk, asked: Asked, command: string) {
  const leads = asked.ask === 'join' || asked.ask === 'create' || asked.ask === 'msg'
  if (leads) desk.act({ act: 'entering', command })
  const done = carryOut(asked, { party: desk.party, face: desk, ref: desk.room?.id ?? '#lobby', room: desk.room, tasks: desk.tasks })
  if (leads) void done.finally(() => desk.ui.entering === command && desk.act({ act: 'entering', command: undefined }))
}

function choose(desk: Desk) {
  const { overlay } = desk.ui
  if (overlay?.over === 'switcher') {
    const room = roomsLike(desk.scene.state, overlay.typed.text)[overlay.at]
    return room === undefined ? desk.wrong('No room of yours is called so. Esc closes the list; /join enters others.') : desk.enter(room.id)
  }
  const target = overlay?.panel.lines[overlay.at]?.target
  desk.act({ act: 'closed' })
  if (target?.to === 'message') desk.goTo(target.room, target.seq)
  if (target?.to === 'file') ask(desk, { ask: 'get', text: JSON.stringify(target.name) }, '')
  if (target?.to === 'room') ask(desk, { ask: 'join', room: target.name }, `/join ${target.name}`)
}
