// How the screen is divided at its size. Pure.
import type { State } from '../../client/state/state.ts'
import { inputRows } from './editor.ts'
import { plainLine } from './plain.ts'
import { roomsLike } from './room-list.ts'
import { looks, type Row, span } from './spans.ts'
import { draftOf, type Ui } from './ui.ts'
import { wrap } from './wrap.ts'

export type Size = { readonly columns: number; readonly rows: number }

export type Frame = {
  /** Columns of the rooms list, 0 where there is no place for one. */
  readonly sidebar: number
  readonly main: number
  /** Rows of the timeline, or of the panel in its place. */
  readonly timeline: number
  /** Rows of the list over the input: a completion or the switcher. */
  readonly list: number
  /** Rows of a notice that is too long for the line of news. */
  readonly notice: number
  /** Rows of transfers under way. */
  readonly tasks: number
  readonly input: number
}

/** In front of what is typed. */
export const prompt = '> '

const sidebarFrom = 64
const listRowsMax = 8
const noticeRowsMax = 4
const taskRowsMax = 3
const smallRows = 18

export function frameOf(state: State, ui: Ui, { columns, rows }: Size, underWay = 0): Frame {
  const sidebar = columns >= sidebarFrom ? Math.min(28, Math.max(18, Math.floor(columns / 4))) : 0
  const main = Math.max(10, sidebar === 0 ? columns : columns - sidebar - 1)
  const typed = ui.overlay?.over === 'switcher' ? ui.overlay.typed : draftOf(ui).editor
  const input = Math.min(inputRows(typed.text, main - prompt.length).length, Math.max(1, Math.floor(rows / 3)))
  // The header and the line of news are always there.
  const told = noticeRows(ui, main).length
  const notice = told > 1 ? Math.min(told, noticeRowsMax) : 0
  const tasks = Math.min(underWay, rows < smallRows ? 1 : taskRowsMax)
  const left = Math.max(1, rows - 2 - input - notice - tasks)
  const offered = ui.overlay?.over === 'switcher' ? roomsLike(state, ui.overlay.typed.text).length : (ui.completion?.candidates.length ?? 0)
  const list = Math.min(offered, listRowsMax, Math.floor(left / 2))
  return { sidebar, main, timeline: left - list, list, notice, tasks, input }
}

/** A notice in rows; one row goes into the line of news, which has a mark and a margin. */
export const noticeRows = ({ notice }: Ui, columns: number): Row[] =>
  notice === undefined ? [] : wrap([span(plainLine(notice.sentence), notice.wrong ? looks.wrong : looks.accent)], columns - 4)

/** The part of a list that shows its chosen line, as rows from `from` on. */
export const listFrom = (chosen: number, length: number, rows: number): number =>
  Math.max(0, Math.min(chosen - Math.floor(rows / 2), length - rows))
