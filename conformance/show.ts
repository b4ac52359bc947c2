// Makes bytes readable in a report: control bytes, bytes that are not UTF-8 and invisible characters are written as escapes, and of
// something long only the part around the first difference is shown.

import { isUtf8 } from 'node:buffer'

const shownCharactersMax = 160
const invisible = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu

/** `isStart` says that these are the first bytes of something longer, so a character cut off at their end is no fault. */
export function visible(bytes: Buffer, isStart = false): string {
  for (let cut = 0; cut <= (isStart ? 3 : 0); cut += 1) {
    const part = bytes.subarray(0, bytes.length - cut)
    if (isUtf8(part)) return part.toString().replaceAll('\\', '\\\\').replaceAll(invisible, escapeOf)
  }
  return Array.from(bytes, byte => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${hex(byte)}`)).join('')
}

export function abridged(bytes: Buffer): string {
  const start = visible(bytes.subarray(0, shownCharactersMax + 4), bytes.length > shownCharactersMax + 4)
  return start.length <= shownCharactersMax ? start : `${start.slice(0, shownCharactersMax)}... (${bytes.length} bytes)`
}

export function difference(expected: Buffer, got: Buffer): string {
  const at = firstDifference(expected, got)
  const from = Math.max(0, at - 60)
  const lead = from > 0 ? '...' : ''
  const mark = ' '.repeat(lead.length + visible(got.subarray(from, at)).length)
  return [
    `expected: ${lead}${abridged(expected.subarray(from))}`,
    `got:      ${lead}${abridged(got.subarray(from))}`,
    `          ${mark}^ byte ${at}`,
  ].join('\n')
}

function firstDifference(one: Buffer, other: Buffer): number {
  const length = Math.min(one.length, other.length)
  for (let at = 0; at < length; at += 1) if (one[at] !== other[at]) return at
  return length
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code === 0x0a) return '\\n'
  if (code === 0x0d) return '\\r'
  if (code === 0x09) return '\\t'
  return code < 0x80 ? `\\x${hex(code)}` : `\\u{${code.toString(16).toUpperCase()}}`
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0')
}
