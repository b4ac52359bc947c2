// The whole screen: rooms at the left, the room that is looked at, the line of news, the input.
import { Box, useCursor } from 'ink'
import { createElement as h, type ReactElement, useSyncExternalStore } from 'react'
import type { Desk } from '../desk.ts'
import { noticeRows } from '../frame.ts'
import { looks, type Row, span } from '../spans.ts'
import { headerRow } from './header.ts'
import { inputOf } from './input.ts'
import { Lines } from './lines.ts'
import { listRows } from './list.ts'
import { newsRow } from './news.ts'
import { panelRows } from './panel.ts'
import { roomRows } from './rooms.ts'
import { taskRows } from './tasks.ts'
import { timelineRows } from './timeline.ts'

export function Screen({ desk }: { readonly desk: Desk }): ReactElement {
  const scene = useSyncExternalStore(desk.subscribe, desk.snapshot)
  const { setCursorPosition } = useCursor()
  const { frame } = desk
  const { overlay } = scene.ui
  const input = inputOf(scene, frame.main, frame.input)
  const above = 1 + frame.timeline + frame.list + frame.notice + frame.tasks + 1
  const middle = overlay?.over === 'panel' ? panelRows(overlay, frame.main, frame.timeline) : timelineRows(desk)
  const rows: Row[] = [
    headerRow(scene, frame),
    ...filled(middle, frame.timeline),
    ...filled(listRows(scene, frame.main, frame.list), frame.list),
    ...noticeRows(scene.ui, frame.main).slice(0, frame.notice),
    ...taskRows(scene.tasks, frame.main, frame.tasks),
    newsRow(desk),
    ...input.rows,
  ]
  const left = frame.sidebar === 0 ? 0 : frame.sidebar + 1
  setCursorPosition({ x: left + input.cursor.x, y: above + input.cursor.y })
  const main = h(Lines, { rows, columns: frame.main, height: scene.size.rows })
  if (frame.sidebar === 0) return h(Box, { width: scene.size.columns, height: scene.size.rows }, main)
  const border = Array.from({ length: scene.size.rows }, (): Row => [span('│', looks.dim)])
  return h(
    Box,
    { width: scene.size.columns, height: scene.size.rows },
    h(Lines, { rows: roomRows(scene, frame.sidebar, scene.size.rows), columns: frame.sidebar, height: scene.size.rows }),
    h(Lines, { rows: border, columns: 1, height: scene.size.rows }),
    main,
  )
}

const filled = (rows: readonly Row[], height: number): Row[] =>
  [...rows, ...Array.from({ length: Math.max(0, height - rows.length) }, (): Row => [])].slice(0, height)
