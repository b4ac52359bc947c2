// What a file is to be looked at as, by the ending of its name; and where its bytes are.
import type { FileRow } from '../../protocol/files.ts'
import type { IconName } from '../parts/icon.tsx'
import { baseName, isPicture } from './names.ts'

export type Kind = 'image' | 'audio' | 'video' | 'pdf' | 'text' | 'other'

/** Besides pictures. Sound, video and PDF are what the hub shows; text the page reads and draws itself, whatever it is, so that none of it can run. */
const endings: Readonly<Record<Exclude<Kind, 'image' | 'other'>, string>> = {
  audio: 'mp3 ogg wav',
  video: 'mp4 webm',
  pdf: 'pdf',
  text:
    'txt text log md csv tsv json jsonl xml html htm svg css js mjs ts tsx jsx py rb rs go c h cc cpp hpp java kt swift sh sql toml yaml yml ' +
    'ini conf tex srt',
}

const kinds = new Map(Object.entries(endings).flatMap(([kind, all]) => all.split(' ').map(ending => [ending, kind as Kind] as const)))

export function kindOf(name: string): Kind {
  if (isPicture(name)) return 'image'
  return kinds.get(/\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? '') ?? 'other'
}

export function iconOf(name: string): IconName {
  const kind = kindOf(name)
  if (kind === 'image') return 'image'
  if (kind === 'video') return 'play'
  return kind === 'audio' ? 'sound' : 'file'
}

/**
 * Where a browser finds the file: by its id, for which it has a pass. One that the hub has not looked at yet has none, and lies in the lobby, which
 * is open to everybody.
 */
export function addressOf({ id, name }: Pick<FileRow, 'id' | 'name'>): string {
  const base = encodeURIComponent(baseName(name))
  return id === undefined ? `/files/lobby/${name.split('/').map(encodeURIComponent).join('/')}` : `/file/${id}/${base}`
}

export const downloadOf = (file: Pick<FileRow, 'id' | 'name'>): string => `${addressOf(file)}?download`
