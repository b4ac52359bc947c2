// The rooms list at the left: numbers for Alt, what is unread, a mark for where oneself is called.
import { columnsOf } from '../columns.ts'
import type { Scene } from '../desk.ts'
import { listFrom } from '../frame.ts'
import { plainLine } from '../plain.ts'
import { roomLabel, roomList, unreadLabel } from '../room-list.ts'
import { looks, type Row, span, spread } from '../spans.ts'

export function roomRows({ state, ui }: Scene, columns: number, height: number): Row[] {
  const rooms = roomList(state)
  const me = state.me === undefined ? '' : plainLine(state.me.name)
  const rows = rooms.map((room, index): { readonly row: Row; readonly isHere: boolean } => {
    const isHere = room.id === ui.room
    const unread = unreadLabel(room)
    const look = isHere ? looks.chosen : unread === '' ? looks.plain : looks.unread
    const number = index < 9 ? `${index + 1}` : ' '
    const name = room.archived ? `${roomLabel(room)} (archived)` : roomLabel(room)
    const end = unread === '' ? [] : [span(` ${unread} `, unread.startsWith('@') ? looks.fresh : looks.unread)]
    return { row: spread([span(`${isHere ? '▸' : ' '}${number} `, looks.dim), span(name, look)], end, columns), isHere }
  })
  const firstDirect = rooms.findIndex(room => room.kind === 'direct')
  if (firstDirect > 0) rows.splice(firstDirect, 0, { row: [], isHere: false })
  const from = listFrom(
    rows.findIndex(({ isHere }) => isHere),
    rows.length,
    height - 2,
  )
  const hidden = rows.length - Math.min(rows.length, height - 2)
  const title = spread(
    [span(' '), span(me === '' ? 'Partyline' : me, looks.bold)],
    hidden > 0 ? [span(`${rooms.length} rooms `, looks.dim)] : [],
    columns,
  )
  return [title, [span('─'.repeat(Math.max(0, columns)), looks.dim)], ...rows.slice(from, from + height - 2).map(({ row }) => row)]
}

/** The one line that stands for the list on a narrow screen: what is unread elsewhere. */
export function elsewhere({ state, ui }: Scene, columns: number): Row {
  const rooms = roomList(state).filter(room => room.id !== ui.room && room.unread > 0)
  const marks = rooms.map(room => `${roomLabel(room)} ${unreadLabel(room)}`)
  let shown = ''
  for (const [index, mark] of marks.entries()) {
    const next = shown === '' ? mark : `${shown}, ${mark}`
    if (columnsOf(next) > columns - 4)
      return [span(shown === '' ? `${rooms.length} unread` : `${shown}, +${marks.length - index}`, looks.unread)]
    shown = next
  }
  return [span(shown, looks.unread)]
}
