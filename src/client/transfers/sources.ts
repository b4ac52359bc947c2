// What can be uploaded, made one: a name, perhaps a length, and chunks from an offset on.
import { PartylineError } from '../error.ts'
import type { FileSource, UploadSource } from './api.ts'

/** Throws `bad-file-name` where nobody has said what it is called. */
export function sourceOf(source: UploadSource, name?: string): FileSource {
  if (source instanceof Uint8Array) return { name: called(name), bytes: source.length, stream: offset => once(source.subarray(offset)) }
  if (source instanceof Blob)
    return {
      name: name ?? called(nameOf(source)),
      bytes: source.size,
      stream: offset => source.slice(offset).stream(),
      slice: (from, to) => source.slice(from, to),
    }
  return name === undefined ? source : renamed(source, name)
}

/** The same source under another name; a source may be an object with a state of its own. */
export const renamed = (source: FileSource, name: string): FileSource => ({
  name,
  ...(source.bytes !== undefined && { bytes: source.bytes }),
  ...(source.sha256 !== undefined && { sha256: source.sha256 }),
  stream: offset => source.stream(offset),
  ...(source.slice !== undefined && { slice: source.slice.bind(source) }),
  ...(source.hash !== undefined && { hash: source.hash.bind(source) }),
})

/** A file that a person has chosen; of a folder, with the way to it. */
function nameOf(blob: Blob): string | undefined {
  if ('webkitRelativePath' in blob && typeof blob.webkitRelativePath === 'string' && blob.webkitRelativePath !== '')
    return blob.webkitRelativePath
  return 'name' in blob && typeof blob.name === 'string' ? blob.name : undefined
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes
}

function called(name: string | undefined): string {
  if (name === undefined) throw new PartylineError('bad-file-name', 'Bytes have no name of their own: give `name`.')
  return name
}

export function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}
