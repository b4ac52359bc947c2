// PUT of a file: what it may become under that name is decided before a byte is asked for, and acknowledged when it is on disk.
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Stored } from '../../hub/files/upload.ts'
import type { Hub } from '../../hub/hub.ts'
import { demandFile } from '../../hub/permissions.ts'
import type { FileRecord } from '../../hub/ports.ts'
import type { Room } from '../../hub/room.ts'
import { Refusal } from '../../protocol/refusals.ts'
import { answerJson, answerRefusal, isWaiting, wantBody } from './answers.ts'
import { ignoreBody } from './body.ts'
import { callerOf, type HttpCaller, isMember, roomFor } from './caller.ts'
import { matches } from './conditions.ts'
import { declaredSha256, digestHeaders, etagOf } from './digests.ts'
import type { Flow } from './flow.ts'
import { receive } from './receiving.ts'
import { type FileTarget, fileAddress } from './targets.ts'

/** A condition that the sender made does not hold. */
class Unmet extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}

const somethingElse = (): Unmet => new Unmet(new Refusal('changed', 'What stands there is not the file that you mean to replace.'))

export async function putFile(
  hub: Hub,
  request: IncomingMessage,
  response: ServerResponse,
  flow: Flow,
  { room: roomName, path, query }: FileTarget,
): Promise<void> {
  try {
    const { headers } = request
    const caller = await callerOf(hub, request)
    const room = await roomFor('put', hub, caller, roomName)
    demandWhole(headers)
    const sha256 = declaredSha256(headers)
    const over = await replaced(hub, caller, room, path, headers)
    const upload = await hub.files.uploads.put({
      room,
      writer: caller.writer,
      address: caller.address,
      name: path,
      bytes: lengthOf(headers),
      sha256,
      ifTaken: query.has('rename') ? 'rename' : 'refuse',
      ...(over !== undefined && { over }),
      keeps: () => false,
      kept: false,
    })
    try {
      if (upload.missing === 0) {
        if (!isWaiting(request)) await ignoreBody(request, flow)
      } else {
        wantBody(request, response)
        await receive(upload, { request, flow })
      }
    } catch (thrown) {
      await upload.abort()
      throw thrown
    }
    const stored = await upload.finish()
    if (stored.again && headers['if-none-match'] !== undefined) throw new Unmet(new Refusal('exists'))
    await answerStored(hub, request, response, room, roomName, stored, over)
  } catch (thrown) {
    const unmet = unmetBy(thrown, request.headers)
    if (unmet === undefined) throw thrown
    await answerRefusal(request, response, unmet, 412)
  }
}

/** A piece of a file, or one in another coding, is not what is meant by a file. */
function demandWhole(headers: IncomingHttpHeaders): void {
  if (headers['content-range'] !== undefined) throw new Refusal('bad-command', 'A file is put whole. To go on with one, use /uploads.')
  const coding = headers['content-encoding'] ?? 'identity'
  if (coding !== 'identity') throw new Refusal('bad-command', 'A file is put as it is: send it without Content-Encoding.')
}

/** The bytes that will come; undefined when nobody says so. */
function lengthOf(headers: IncomingHttpHeaders): number | undefined {
  if (headers['transfer-encoding'] !== undefined) return undefined
  const length = Number(headers['content-length'] ?? 0)
  if (!Number.isSafeInteger(length)) throw new Refusal('file-too-large')
  return length
}

/** The file that is to be replaced, if the sender means one. */
async function replaced(
  hub: Hub,
  caller: HttpCaller,
  room: Room,
  name: string,
  headers: IncomingHttpHeaders,
): Promise<FileRecord | undefined> {
  const { 'if-match': mine, 'if-none-match': none } = headers
  if (mine === undefined && none === undefined) return undefined
  const file = await hub.files.find({ room, name }).catch(thrown => {
    if (thrown instanceof Refusal && thrown.code === 'no-such-file') return undefined
    throw thrown
  })
  const etag = file && (await etagNow(hub, caller, file))
  if (file !== undefined && none !== undefined && matches(none, etag, 'weakly')) throw new Unmet(new Refusal('exists'))
  if (mine === undefined) return undefined
  if (file === undefined || !matches(mine, etag, 'strongly')) throw somethingElse()
  // To put something in a file's place is to take it away.
  demandFile(caller.guest, await isMember(hub, caller, room), room, file)
  return file
}

/** The ETag of a file, worked out if need be; undefined when it is that file no more. */
export async function etagNow(hub: Hub, caller: HttpCaller, file: FileRecord): Promise<string | undefined> {
  if (file.sha256 !== undefined) return etagOf(file.sha256)
  const download = await hub.files.openRecord(file, caller).catch(thrown => {
    if (thrown instanceof Refusal && thrown.code === 'no-such-file') return undefined
    throw thrown
  })
  try {
    return download && etagOf(await download.hash())
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.code === 'changed') return undefined
    throw thrown
  } finally {
    await download?.close()
  }
}

/** What became of a condition that the sender made: 412 is its answer. */
function unmetBy(thrown: unknown, headers: IncomingHttpHeaders): Refusal | undefined {
  if (thrown instanceof Unmet) return thrown.refusal
  if (!(thrown instanceof Refusal)) return undefined
  if (thrown.code === 'exists' && headers['if-none-match'] !== undefined) return thrown
  if (thrown.code === 'changed' && headers['if-match'] !== undefined) return somethingElse().refusal
  return undefined
}

async function answerStored(
  hub: Hub,
  request: IncomingMessage,
  response: ServerResponse,
  room: Room,
  roomName: string,
  stored: Stored,
  over: FileRecord | undefined,
): Promise<void> {
  const { name, bytes, sha256 } = stored
  const id = stored.id || (await hub.files.find({ room, name })).id
  const isNew = !stored.again && over === undefined
  await answerJson(
    request,
    response,
    isNew ? 201 : 200,
    { id, name, bytes, sha256 },
    {
      ...digestHeaders(sha256),
      location: fileAddress(roomName, name),
    },
  )
}
