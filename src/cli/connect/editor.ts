// The text being typed: several lines, a cursor between two characters, and what was last cut out. Pure.
import { columnsOf, graphemesOf } from './columns.ts'

/** `at` is an offset into the text, never amid what a reader takes for one character. */
export type Editor = { readonly text: string; readonly at: number; readonly cut: string }

export const emptyEditor: Editor = { text: '', at: 0, cut: '' }

export const editorOf = (text: string, cut = ''): Editor => ({ text, at: text.length, cut })

/** What a key can do to a text. */
export type Motion =
  | { readonly motion: 'left' | 'right' | 'word-left' | 'word-right' | 'line-start' | 'line-end' }
  | { readonly motion: 'erase-left' | 'erase-right' | 'cut-word-left' | 'cut-word-right' | 'cut-to-start' | 'cut-to-end' | 'paste-cut' }
  | { readonly motion: 'insert'; readonly text: string }

export function moved(editor: Editor, what: Motion): Editor {
  const { text, at } = editor
  switch (what.motion) {
    case 'left':
      return { ...editor, at: before(text, at) }
    case 'right':
      return { ...editor, at: after(text, at) }
    case 'word-left':
      return { ...editor, at: wordBefore(text, at) }
    case 'word-right':
      return { ...editor, at: wordAfter(text, at) }
    case 'line-start':
      return { ...editor, at: lineStart(text, at) }
    case 'line-end':
      return { ...editor, at: lineEnd(text, at) }
    case 'erase-left':
      return without(editor, before(text, at), at)
    case 'erase-right':
      return without(editor, at, after(text, at))
    case 'cut-word-left':
      return cutOut(editor, wordBefore(text, at), at)
    case 'cut-word-right':
      return cutOut(editor, at, wordAfter(text, at))
    case 'cut-to-start':
      return cutOut(editor, lineStart(text, at), at)
    case 'cut-to-end':
      // At the end of a line the line break goes, as in readline's relatives.
      return cutOut(editor, at, lineEnd(text, at) === at ? after(text, at) : lineEnd(text, at))
    case 'paste-cut':
      return inserted(editor, editor.cut)
    case 'insert':
      return inserted(editor, what.text)
    default:
      return what satisfies never
  }
}

/** Puts `text` in place of what stands from `from` to `to`; the cursor is behind it. */
export const replaced = (editor: Editor, from: number, to: number, text: string): Editor => ({
  ...editor,
  text: editor.text.slice(0, from) + text + editor.text.slice(to),
  at: from + text.length,
})

const inserted = (editor: Editor, text: string): Editor => replaced(editor, editor.at, editor.at, text)

const without = (editor: Editor, from: number, to: number): Editor => replaced(editor, from, to, '')

const cutOut = (editor: Editor, from: number, to: number): Editor =>
  from === to ? editor : { ...without(editor, from, to), cut: editor.text.slice(from, to) }

const before = (text: string, at: number): number => at - (graphemesOf(text.slice(0, at)).at(-1)?.text.length ?? 0)

const after = (text: string, at: number): number => at + (graphemesOf(text.slice(at))[0]?.text.length ?? 0)

const lineStart = (text: string, at: number): number => (at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1)

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

const wordBefore = (text: string, at: number): number => {
  const [last] = /(?:[\p{L}\p{N}\p{M}_]+)?[^\p{L}\p{N}\p{M}_]*$/u.exec(text.slice(0, at)) ?? ['']
  return at - last.length
}

const wordAfter = (text: string, at: number): number => {
  const [next] = /^[^\p{L}\p{N}\p{M}_]*(?:[\p{L}\p{N}\p{M}_]+)?/u.exec(text.slice(at)) ?? ['']
  return at + next.length
}

/** A row of the input field: the part of the text from `from` to `to`. */
export type InputRow = { readonly from: number; readonly to: number }

/** Rows of fewer than `columns` columns, so that the cursor has a place behind the last character of each. */
export function inputRows(text: string, columns: number): InputRow[] {
  const rows: InputRow[] = []
  let from = 0
  let at = 0
  let taken = 0
  for (const grapheme of graphemesOf(text)) {
    const next = at + grapheme.text.length
    if (grapheme.text === '\n') {
      rows.push({ from, to: at })
      from = next
      taken = 0
    } else {
      const width = shownColumns(grapheme.text)
      if (taken + width >= columns && at > from) {
        rows.push({ from, to: at })
        from = at
        taken = 0
      }
      taken += width
    }
    at = next
  }
  rows.push({ from, to: at })
  return rows
}

/** A TAB is shown as so many spaces everywhere. */
export const shown = (text: string): string => text.replaceAll('\t', '    ')

const shownColumns = (text: string): number => columnsOf(shown(text))

/** Where the cursor stands among the rows. */
export function cursorIn(rows: readonly InputRow[], { text, at }: Editor): { readonly row: number; readonly column: number } {
  const row = Math.max(
    0,
    rows.findLastIndex(({ from }) => from <= at),
  )
  return { row, column: shownColumns(text.slice(rows[row]?.from ?? 0, at)) }
}

/** One row up or down, keeping the column as far as it goes; undefined at the first or the last row. */
export function stepped(editor: Editor, columns: number, by: 1 | -1): Editor | undefined {
  const rows = inputRows(editor.text, columns)
  const cursor = cursorIn(rows, editor)
  const row = rows[cursor.row + by]
  if (row === undefined) return undefined
  let at = row.from
  let taken = 0
  for (const grapheme of graphemesOf(editor.text.slice(row.from, row.to))) {
    taken += shownColumns(grapheme.text)
    if (taken > cursor.column) break
    at += grapheme.text.length
  }
  return { ...editor, at }
}

/** What was pasted, as it may be said: line breaks are LF, and no character that the hub would refuse. */
export const pastable = (text: string): string =>
  text.replaceAll(/\r\n?/g, '\n').replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/g, '')
