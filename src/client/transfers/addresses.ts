// Where things are at the hub's web door: a room and a file as they stand in an address, and the address as a whole.
import type { RoomRef } from '../../protocol/asking.ts'
import { isFilePath } from '../../protocol/file-names.ts'
import { PartylineError } from '../error.ts'

/** What the connection knows of the web door. */
export type Door = {
  /** Where it is; undefined while that is not known, or when it is shut. */
  url(): URL | undefined
  token(): string | undefined
  /** Resolves when there has been a hello. */
  ready(): Promise<void>
}

/** Whole addresses of uploads are kept by programs; what counts of them is where they lead on this hub, which alone gets the token. */
export function addressOf(door: Door, path: string): URL {
  const url = door.url()
  if (url === undefined)
    throw new PartylineError('no-web-door', "The hub's web door is shut, and files go through it. Ask the operator to open it.")
  return new URL(path, url)
}

/** A room in an address: its name without the `#`, or `~` and its number. */
export const roomPart = (ref: RoomRef): string => (typeof ref === 'number' ? `~${ref}` : encodeURIComponent(ref.replace(/^#/, '')))

/** A file in an address. Refused here are names that an address would read in another way. */
export function namePart(name: string): string {
  if (!isFilePath(name)) throw new PartylineError('bad-file-name', `No file can be called ${JSON.stringify(name)}.`)
  return name.split('/').map(encodeURIComponent).join('/')
}

/** Where an upload is, seen from the hub's own address: what stands before `uploads/` is how one comes to the hub. */
export function uploadPathOf(location: string): string | undefined {
  return /(?:^|\/)(uploads\/[^/?#]+\/[^/?#]+)$/.exec(location)?.[1]
}
