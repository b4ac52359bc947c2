// Which characters a text may hold: nothing that moves a cursor, ends a line or turns the reading direction of what follows it.

const forbidden = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/

/** Whether a text may be said, stored and shown as it is. */
export const isPlainText = (text: string): boolean => !forbidden.test(text)

const isBlank = (text: string, at: number): boolean => text[at] === ' ' || text[at] === '\t'

/** Without the spaces and TABs at its end; `trimEnd` would take away other characters too. */
export function trimBlanksAtEnd(text: string): string {
  let end = text.length
  while (end > 0 && isBlank(text, end - 1)) end--
  return text.slice(0, end)
}

/** Without the spaces and TABs at both ends. */
export function trimBlanks(text: string): string {
  let start = 0
  while (start < text.length && isBlank(text, start)) start++
  return trimBlanksAtEnd(text.slice(start))
}
