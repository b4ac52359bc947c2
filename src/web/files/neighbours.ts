// How one file of a shelf is found by its name: shelves are listed in the order of names, so it is asked for what follows the name right before it.
import { isPlainText } from '../../protocol/characters.ts'

const lastCodePoint = '\u{10ffff}'
/** Two, in case that there is a name between them after all. */
const rowsWanted = 2

/** After which name to ask for how many rows; without a number for a whole page. */
export function pageBefore(name: string): { readonly after: string; readonly rows?: number } {
  const points = [...name]
  const last = points.pop()?.codePointAt(0) ?? 0
  const stem = points.join('')
  const near = String.fromCodePoint(last === 0xe000 ? 0xd7ff : Math.max(last - 1, 0))
  // What no text may hold is no name to ask after.
  return isPlainText(near) ? { after: stem + near + lastCodePoint, rows: rowsWanted } : { after: stem }
}
