// Emoji by their names: what is offered while one types `:ta`, and what becomes of `:tada:` when it is sent.
import type { Offered } from '../composer/completion.ts'
import { type Emoji, emoji } from './table.ts'

const offeredMax = 8
/** Behind a letter or a digit it is a time or an address, and after a single letter a smile. */
const typedBefore = /(?<![\p{L}\p{Nd}_:/])(?::)([\p{L}\p{Nd}+-][\p{L}\p{Nd}_+-]+)$/u

/** What to offer for the text before the cursor; undefined when no emoji is being named. */
export function emojiOffers(head: string): Offered | undefined {
  const match = typedBefore.exec(head)
  if (match === null) return undefined
  const found = findEmoji(match[1] ?? '', offeredMax)
  if (found.length === 0) return undefined
  return { from: match.index, mark: ':', names: found.map(({ name }) => name), signs: found.map(({ sign }) => sign), isWhole: false }
}

type Found = { readonly sign: string; readonly name: string }

/** Those called so first, then those whose name begins so, then those with such a part, then those found by a German word; short names before long ones. */
export function findEmoji(text: string, most: number): Found[] {
  const typed = text.toLowerCase()
  const ways: readonly ((one: Emoji) => string | undefined)[] = [
    ({ names }) => names.find(name => name === typed),
    ({ names }) => names.find(name => name.startsWith(typed)),
    ({ names }) => names.find(name => name.includes(`_${typed}`)),
    ({ german }) => german.find(word => word.startsWith(typed)),
  ]
  const found = new Map<string, Found>()
  for (const way of ways) {
    const fit = emoji.flatMap(one => {
      const name = found.has(one.sign) ? undefined : way(one)
      return name === undefined ? [] : [{ sign: one.sign, name }]
    })
    for (const one of fit.sort((a, b) => a.name.length - b.name.length)) found.set(one.sign, one)
  }
  return [...found.values()].slice(0, most)
}

const signOf: ReadonlyMap<string, string> = new Map(emoji.flatMap(({ sign, names }) => names.map(name => [name, sign] as const)))

/**
 * Code as Markdown has it - what stands between equally many backticks, fences also without an end, lines that stand in by four - or names of emoji,
 * one or more side by side, that belong to nothing before or behind them.
 */
const codeOrNames =
  /(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)|^ {0,3}(?:```|~~~)[\s\S]*|^(?: {4}|\t).*$|(?<![\p{L}\p{Nd}_:/])(?::[a-z0-9_+-]+:)+(?![\p{L}\p{Nd}_:/])/gmu

/** The text with the emoji in place of their names, but for code. */
export const withEmoji = (text: string): string =>
  text.replace(codeOrNames, found =>
    found.startsWith(':') ? found.replace(/:([a-z0-9_+-]+):/g, (whole, name: string) => signOf.get(name) ?? whole) : found,
  )
