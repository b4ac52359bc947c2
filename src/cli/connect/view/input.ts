// What is being typed, and where the cursor stands in it.
import type { Scene } from '../desk.ts'
import { cursorIn, inputRows, pastable, shown } from '../editor.ts'
import { prompt } from '../frame.ts'
import { roomLabel } from '../room-list.ts'
import { cutRow, looks, type Row, span } from '../spans.ts'
import { draftOf } from '../ui.ts'

export type Input = { readonly rows: readonly Row[]; readonly cursor: { readonly x: number; readonly y: number } }

export function inputOf({ state, ui }: Scene, columns: number, height: number): Input {
  const editor = ui.overlay?.over === 'switcher' ? ui.overlay.typed : draftOf(ui).editor
  const rows = inputRows(editor.text, columns - prompt.length)
  const cursor = cursorIn(rows, editor)
  const from = Math.max(0, Math.min(cursor.row - Math.floor(height / 2), rows.length - height))
  const drawn = rows.slice(from, from + height).map((row, index): Row => {
    const mark = from + index === 0 ? prompt : from > 0 && index === 0 ? '↑ ' : '  '
    // Nothing typed can hold a control character but TAB and LF; what is edited came from the hub and may.
    return [span(mark, looks.accent), span(shown(pastable(editor.text.slice(row.from, row.to))))]
  })
  if (editor.text === '' && drawn.length > 0) drawn[0] = cutRow([span(prompt, looks.accent), span(hintOf(state, ui), looks.dim)], columns)
  return { rows: drawn, cursor: { x: prompt.length + cursor.column, y: cursor.row - from } }
}

function hintOf(state: Scene['state'], ui: Scene['ui']): string {
  if (ui.overlay?.over === 'switcher') return 'to which room?'
  const room = state.rooms.get(ui.room)
  if (room?.archived) return 'archived: nothing can be said here'
  return room === undefined ? '/help' : `to ${roomLabel(room)}, /help`
}
