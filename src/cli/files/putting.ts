// One local file onto a shelf: passed over when it is there, gone on with when an earlier run was cut off.
import { createReadStream } from 'node:fs'
import type { Room } from '../../client/api.ts'
import { PartylineError } from '../../client/error.ts'
import { fileSource, nodeHash } from '../../client/node.ts'
import type { StoredFile, Transfer } from '../../client/transfers/api.ts'
import type { FileRow, IfTaken } from '../../protocol/files.ts'
import type { KeptUploads } from './kept-uploads.ts'
import type { LocalFile } from './local.ts'

export type Moved = { readonly was: 'moved' | 'there'; readonly file: StoredFile }

export type Putting = {
  readonly room: Room
  /** How the room is called in the notes about unfinished uploads. */
  readonly roomName: string
  readonly kept: KeptUploads
  readonly ifTaken: IfTaken
  readonly stop?: AbortSignal
}

const readBytes = 1_024 * 1_024
/** The address of an upload is known a moment after it has begun; a kill should find it written down. */
const urlLookMs = 20
/** After these the upload at the hub stays, and is worth coming back for. */
const passing = ['interrupted', 'closed', 'unreachable', 'quota-full', 'storage-full', 'storage-failed']

/** `row`: what stands under the name. `began` hears of the transfer, and whether an earlier run had begun it. */
export async function putFile(
  file: LocalFile,
  row: FileRow | undefined,
  { room, roomName, kept, ifTaken, stop }: Putting,
  began: (transfer: Transfer, isGoingOn: boolean) => void,
): Promise<Moved> {
  const source = fileSource(file.path, { name: file.name })
  const mayBeThere = row !== undefined && row.bytes === file.bytes
  const sha256 = mayBeThere ? await hashOf(file.path, stop) : undefined
  if (mayBeThere && row.sha256 === sha256) {
    await kept.drop(roomName, file)
    return { was: 'there', file: { id: row.id ?? '', name: file.name, bytes: row.bytes, sha256: row.sha256 ?? '' } }
  }
  const resumeUrl = await kept.find(roomName, file)
  const transfer = room.upload(source, {
    ifTaken,
    ...(sha256 !== undefined && { sha256 }),
    ...(resumeUrl !== undefined && { resumeUrl }),
    ...(stop !== undefined && { signal: stop }),
  })
  began(transfer, resumeUrl !== undefined)
  let keeping = Promise.resolve()
  const timer = setInterval(() => {
    const { url } = transfer
    if (url === undefined) return
    clearInterval(timer)
    if (url !== resumeUrl) keeping = kept.keep(roomName, file, url)
  }, urlLookMs)
  try {
    const stored = await transfer.done
    clearInterval(timer)
    await keeping
    await kept.drop(roomName, file)
    return { was: 'moved', file: stored }
  } catch (thrown) {
    clearInterval(timer)
    await keeping
    const { url } = transfer
    const isWorthIt = !(thrown instanceof PartylineError) || passing.includes(thrown.code)
    if (!isWorthIt) await kept.drop(roomName, file)
    else if (url !== undefined) await kept.keep(roomName, file, url)
    throw thrown
  }
}

async function hashOf(path: string, stop?: AbortSignal): Promise<string> {
  const hash = nodeHash()
  for await (const chunk of createReadStream(path, { highWaterMark: readBytes })) {
    if (stop?.aborted) throw new PartylineError('interrupted', 'It was ended here.')
    hash.update(chunk)
  }
  return hash.hex()
}
