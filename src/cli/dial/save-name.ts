// The name under which a fetched file is saved. It comes from what the user asked for, never from what the hub says, and it
// stays in the current folder.

const unsafe = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/g
const unsafeOnWindows = /[<>:"|?*]/g
const deviceOnWindows = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i
const nameBytesMax = 255

/** One plain file name, or undefined where nothing is left of it. */
export function saveNameOf(asked: string, platform: NodeJS.Platform): string | undefined {
  const base = asked.slice(Math.max(asked.lastIndexOf('/'), asked.lastIndexOf('\\')) + 1).replace(/^[a-z]:/i, '')
  let name = base.replace(unsafe, '_')
  if (platform === 'win32')
    name = name
      .replace(unsafeOnWindows, '_')
      .replace(/[. ]+$/, '')
      .replace(deviceOnWindows, '_$&')
  if (/^[. ]*$/.test(name)) return undefined
  // A name with a dot in front is hidden, and may be one that a shell or a tool reads.
  return cut(name.replace(/^\.+/, '_'), nameBytesMax)
}

/** Where the bytes are until they are complete. */
export const partNameOf = (saveName: string): string => `${cut(saveName, nameBytesMax - '.part'.length)}.part`

/** `name (2).ext` */
export function numberedName(saveName: string, number: number): string {
  const dot = saveName.lastIndexOf('.')
  const [stem, ending] = dot > 0 ? [saveName.slice(0, dot), saveName.slice(dot)] : [saveName, '']
  const suffix = ` (${number})${ending.length <= 32 ? ending : ''}`
  return `${cut(ending.length <= 32 ? stem : saveName, nameBytesMax - Buffer.byteLength(suffix))}${suffix}`
}

function cut(name: string, bytesMax: number): string {
  let bytes = 0
  let kept = ''
  for (const character of name) {
    bytes += Buffer.byteLength(character)
    if (bytes > bytesMax) break
    kept += character
  }
  return kept
}
