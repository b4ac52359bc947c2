// What a terminal sends when keys are pressed, as keys with names: `Enter`, `C-a`, `M-Up`, `S-Tab`. Pure, and indifferent to how the
// bytes were cut. Our own reader and not ink's, which takes `text` and Enter that come together for one text, and knows no focus.

export type Key =
  | { readonly key: 'text'; readonly text: string }
  /** Several lines at once, as they were copied. */
  | { readonly key: 'paste'; readonly text: string }
  | { readonly key: 'named'; readonly name: string }

const esc = '\u001b'
const pasteStart = '\u001b[200~'
const pasteEnd = '\u001b[201~'
/** A paste that never ends is given up. */
const pasteCharactersMax = 4 * 1_024 * 1_024

const letters: Record<string, string> = {
  A: 'Up',
  B: 'Down',
  C: 'Right',
  D: 'Left',
  H: 'Home',
  F: 'End',
  Z: 'S-Tab',
  I: 'Focus',
  O: 'Blur',
  M: 'Enter',
}
const numbers: Record<string, string> = {
  1: 'Home',
  2: 'Insert',
  3: 'Delete',
  4: 'End',
  5: 'PageUp',
  6: 'PageDown',
  7: 'Home',
  8: 'End',
}
const codePoints: Record<string, string> = { 9: 'Tab', 13: 'Enter', 27: 'Escape', 127: 'Backspace' }

const control = /[\u0000-\u001f\u007f]/
const whole = /^\u001b(\u001b?)(?:\[([\u0030-\u003f]*)[\u0020-\u002f]*([\u0040-\u007e])|O([\u0040-\u007e]))/
const begun = /^\u001b\u001b?(?:\[[\u0030-\u003f]*[\u0020-\u002f]*|O)?$/

export class KeyReader {
  #rest = ''

  /** Whether an Escape, or the beginning of a longer key, waits for more. */
  get isWaiting(): boolean {
    return this.#rest !== '' && !this.#rest.startsWith(pasteStart)
  }

  push(chunk: string): Key[] {
    this.#rest += chunk
    const keys: Key[] = []
    while (this.#rest !== '') {
      const read = readKey(this.#rest)
      if (read === undefined) break
      this.#rest = this.#rest.slice(read.length)
      if (read.key !== undefined) keys.push(read.key)
    }
    return keys
  }

  /** Nothing more came: an Escape was one. */
  flush(): Key[] {
    if (!this.isWaiting) return []
    const isEscape = /^\u001b+$/.test(this.#rest)
    this.#rest = ''
    return isEscape ? [named('Escape')] : []
  }
}

const named = (name: string): Key => ({ key: 'named', name })

/** The first key and its length; undefined when it is not whole yet. A sequence that means nothing is no key. */
function readKey(input: string): { readonly key: Key | undefined; readonly length: number } | undefined {
  if (!input.startsWith(esc)) {
    const length = input.search(control)
    if (length !== 0)
      return { key: { key: 'text', text: length < 0 ? input : input.slice(0, length) }, length: length < 0 ? input.length : length }
    return { key: named(controlName(input.charCodeAt(0))), length: 1 }
  }
  if (input.startsWith(pasteStart)) {
    const end = input.indexOf(pasteEnd)
    if (end < 0 && input.length < pasteCharactersMax) return undefined
    const to = end < 0 ? input.length : end
    return { key: { key: 'paste', text: input.slice(pasteStart.length, to) }, length: end < 0 ? to : to + pasteEnd.length }
  }
  const [sequence, twice, parameters = '', final = '', single] = whole.exec(input) ?? []
  if (sequence !== undefined) {
    const name = single === undefined ? sequenceName(parameters, final) : letters[single]
    return { key: name === undefined ? undefined : named(twice === esc ? withModifiers(name, 2) : name), length: sequence.length }
  }
  if (begun.test(input)) return undefined
  const character = String.fromCodePoint(input.codePointAt(1) ?? 0)
  const name = control.test(character) ? controlName(character.charCodeAt(0)) : character
  return { key: character === esc ? named('Escape') : named(`M-${name}`), length: 1 + character.length }
}

function controlName(code: number): string {
  if (code === 0x0d) return 'Enter'
  if (code === 0x09) return 'Tab'
  if (code === 0x08 || code === 0x7f) return 'Backspace'
  return `C-${String.fromCharCode(code | 0x40).toLowerCase()}`
}

function sequenceName(parameters: string, final: string): string | undefined {
  const [first = '', second = '1'] = parameters.split(';')
  const name = final === '~' ? numbers[first] : final === 'u' ? (codePoints[first] ?? characterOf(Number(first))) : letters[final]
  return name === undefined ? undefined : withModifiers(name, Number(second.split(':')[0]) - 1)
}

const characterOf = (code: number): string | undefined => (code >= 0x20 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined)

/** As xterm counts them: 1 shift, 2 alt, 4 control. */
const withModifiers = (name: string, modifiers: number): string =>
  `${modifiers & 4 ? 'C-' : ''}${modifiers & 2 ? 'M-' : ''}${modifiers & 1 ? 'S-' : ''}${name}`
