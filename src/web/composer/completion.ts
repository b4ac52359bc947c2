// What is offered while one names a person, a room or an emoji: the word before the cursor, and who or what begins so.
export type Offered = {
  readonly from: number
  readonly mark: '@' | '#' | ':'
  readonly names: readonly string[]
  /** Of emoji: what comes in place of the names. */
  readonly signs?: readonly string[]
  /** One of them is what was typed: there is nothing to complete unless another one is chosen. */
  readonly isWhole: boolean
}

export type Known = { readonly people: readonly string[]; readonly rooms: readonly string[] }

const offeredMax = 8
const before = /(?<![\p{L}\p{Nd}_])([@#])([\p{L}\p{Nd}\p{Mn}\p{Mc}_.-]*)$/u

/** What to offer for the text before the cursor; undefined when nothing is being named. */
export function offersFor(head: string, { people, rooms }: Known): Offered | undefined {
  const match = before.exec(head)
  const mark = match?.[1]
  if (match === null || (mark !== '@' && mark !== '#')) return undefined
  const typed = (match[2] ?? '').toLowerCase()
  const all = mark === '@' ? people : rooms.map(name => name.replace(/^#/, ''))
  const names = all.filter(name => name.toLowerCase().startsWith(typed)).slice(0, offeredMax)
  const isWhole = names.some(name => name.toLowerCase() === typed)
  return names.length === 0 || (isWhole && names.length === 1) ? undefined : { from: match.index, mark, names, isWhole }
}

/** The text with the name in place of what was typed of it, and where the cursor stands then. */
export function completed(
  text: string,
  at: number,
  { from, mark, names, signs }: Offered,
  name: string,
): { readonly text: string; readonly at: number } {
  const behind = text.slice(at)
  const inserted = `${signs?.[names.indexOf(name)] ?? mark + name}${/^\s/.test(behind) ? '' : ' '}`
  return { text: text.slice(0, from) + inserted + behind, at: from + inserted.length }
}
