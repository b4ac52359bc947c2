// Rows of the screen as ink draws them. They have been fitted before: ink breaks nothing.
import { Box, Text } from 'ink'
import { createElement as h, memo, type ReactElement } from 'react'
import { type Look, type Row, rowText } from '../spans.ts'

/** Whether colours are wanted; bold, dim and reverse stay (https://no-color.org). */
const isColoured = (process.env.NO_COLOR ?? '') === ''

function drawn({ color, ...look }: Look): Look {
  return color === undefined || !isColoured ? look : { color, ...look }
}

const Line = memo(
  ({ row }: { readonly row: Row }): ReactElement =>
    h(
      Text,
      { wrap: 'truncate-end' },
      // Without a character a row would have no height.
      ...(rowText(row) === '' ? [' '] : row.map(({ text, look }, index) => h(Text, { key: index, ...drawn(look) }, text))),
    ),
)

/** At least `height` rows, counted from the top. */
export function Lines({
  rows,
  columns,
  height,
}: {
  readonly rows: readonly Row[]
  readonly columns: number
  readonly height: number
}): ReactElement {
  const filled = [...rows, ...Array.from({ length: Math.max(0, height - rows.length) }, (): Row => [])].slice(0, height)
  return h(
    Box,
    { flexDirection: 'column', width: columns, height, flexShrink: 0 },
    ...filled.map((row, index) => h(Line, { key: index, row })),
  )
}
