// Names of files: what may be asked for, what may be left, and the next free name when one is taken.
import { isPlainText } from './characters.ts'
import { limits } from './limits.ts'

const encoder = new TextEncoder()
const bytesOf = (text: string): number => encoder.encode(text).length

/** A path below the shelf whose every part is visible: `a.txt`, `sub/a.txt`. Lone surrogates cannot be written in UTF-8. */
export function isFilePath(path: string): boolean {
  if (!isPlainText(path) || path.includes('\t') || !path.isWellFormed() || bytesOf(path) > limits.filePathBytesMax) return false
  return path.split('/').every(part => part !== '' && !part.startsWith('.') && bytesOf(part) <= limits.fileNameBytesMax)
}

// Devices that Windows knows under every folder: a shelf may be copied there.
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/** One name under which a file may be left, on any system. */
export const isFileName = (name: string): boolean =>
  isFilePath(name) && !/[/\\]/.test(name) && !/^ |[ .]$|\ufffd/.test(name) && !device.test(name)

/** A path under which a file may be left in a shelf: every part of it a file name. */
export const isFileTarget = (path: string): boolean =>
  isFilePath(path) && path.split('/').length <= limits.fileFoldersMax && path.split('/').every(isFileName)

/** `notes.txt` becomes `notes (2).txt`; cut so that it still is a file name. */
export function nextFreeName(name: string, number: number): string {
  const [, folder = '', base = name] = /^(.*\/)([^/]*)$/.exec(name) ?? []
  const [, stem = base, extension = ''] = /^(.+?)((?:\.tar)?\.[^.]{1,16})$/.exec(base) ?? []
  const ending = ` (${number})${extension}`
  let kept = [...stem]
  while (kept.length > 1 && bytesOf(kept.join('') + ending) > limits.fileNameBytesMax) kept = kept.slice(0, -1)
  return folder + kept.join('') + ending
}
