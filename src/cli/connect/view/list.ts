// The list over the input: what Tab offers, or the rooms that go with what was typed.
import { columnsOf, fitTo } from '../columns.ts'
import type { Scene } from '../desk.ts'
import { listFrom } from '../frame.ts'
import { plainLine } from '../plain.ts'
import { roomLabel, roomsLike, unreadLabel } from '../room-list.ts'
import { fitRow, looks, type Row, span } from '../spans.ts'

export function listRows({ state, ui }: Scene, columns: number, height: number): Row[] {
  if (ui.overlay?.over === 'switcher') {
    const rooms = roomsLike(state, ui.overlay.typed.text)
    return shownOf(
      rooms.map(room => ({
        text: roomLabel(room),
        about: [unreadLabel(room), plainLine(room.topic)].filter(part => part !== '').join('  '),
      })),
      ui.overlay.at,
      columns,
      height,
    )
  }
  return ui.completion === undefined ? [] : shownOf(ui.completion.candidates, ui.completion.chosen, columns, height)
}

function shownOf(
  all: readonly { readonly text: string; readonly about: string }[],
  chosen: number,
  columns: number,
  height: number,
): Row[] {
  const from = listFrom(chosen, all.length, height)
  const shown = all.slice(from, from + height)
  const width = Math.min(Math.floor(columns / 2), Math.max(0, ...shown.map(({ text }) => columnsOf(plainLine(text)))))
  return shown.map(({ text, about }, index) => {
    const isChosen = from + index === chosen
    const row = [
      span(isChosen ? '▸ ' : '  '),
      span(fitTo(plainLine(text), width), isChosen ? looks.chosen : looks.accent),
      span(`  ${plainLine(about)}`, looks.dim),
    ]
    return fitRow(row, columns)
  })
}
