// What Tab offers for files: those of a room, and paths of this machine.
import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Room } from '../../../client/api.ts'
import { writeBytes } from '../../amounts.ts'
import { homed } from '../../files/local.ts'
import type { Candidate } from '../completion.ts'

const offersMax = 50

/** Files of a room whose names begin so. */
export async function filesLike(room: Room, prefix: string): Promise<readonly Candidate[]> {
  const found: Candidate[] = []
  for await (const { name, bytes } of room.files({ prefix })) {
    found.push({ text: name, about: writeBytes(bytes) })
    if (found.length >= offersMax) break
  }
  return found
}

/** Visible files and folders under a path that begins so. */
export function pathsLike(typed: string): readonly Candidate[] {
  const [, folder = '', begun = ''] = /^(.*[/\\])?([^/\\]*)$/.exec(typed) ?? []
  try {
    return readdirSync(resolve(homed(folder)), { withFileTypes: true })
      .filter(entry => entry.name.startsWith(begun) && (begun.startsWith('.') || !entry.name.startsWith('.')))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .slice(0, offersMax)
      .map(entry =>
        entry.isDirectory() ? { text: `${folder}${entry.name}/`, about: 'folder', goesOn: true } : { text: folder + entry.name, about: '' },
      )
  } catch {
    return []
  }
}
