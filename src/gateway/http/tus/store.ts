// What @tus/server asks of a store and of a lock, answered by the transfer engine. There is one of these for each request, since it is somebody
// who asks; what outlives the request the engine keeps.
import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { DataStore, type Lock, type Locker, Upload as TusUpload } from '@tus/server'
import type { Transfer } from '../../../hub/files/transfer.ts'
import type { Stored, Upload } from '../../../hub/files/upload.ts'
import type { Hub } from '../../../hub/hub.ts'
import type { Room } from '../../../hub/room.ts'
import { limits } from '../../../protocol/limits.ts'
import { Refusal } from '../../../protocol/refusals.ts'
import type { HttpCaller } from '../caller.ts'
import type { Flow } from '../flow.ts'
import { receive } from '../receiving.ts'
import type { Checksum } from './checksum.ts'
import { readMetadata, writeMetadata } from './metadata.ts'

export type TusAsked = {
  readonly hub: Hub
  readonly room: Room
  readonly caller: HttpCaller
  readonly method: string
  readonly request: IncomingMessage
  readonly flow: Flow
  readonly checksum: Checksum | undefined
}

const keeps = (): boolean => true

export class TusStore extends DataStore implements Locker {
  static readonly extensions = ['creation', 'creation-with-upload', 'creation-defer-length', 'checksum', 'expiration', 'termination']
  override extensions = [...TusStore.extensions]
  readonly #asked: TusAsked
  /** Bytes come into it while this request lasts. */
  #upload: Upload | undefined
  #transfer: Transfer | undefined
  #stored: Stored | undefined

  constructor(asked: TusAsked) {
    super()
    this.#asked = asked
  }

  /** The upload this request was about, unless its file was there already. */
  get transfer(): Transfer | undefined {
    return this.#transfer
  }

  /** What has become of it. */
  get stored(): Stored | undefined {
    return this.#stored ?? this.#transfer?.stored
  }

  /** The newest request for an upload goes on with it, and an older one lets go; the engine sees to that. */
  newLock(id: string): Lock {
    return { lock: () => this.#lock(id), unlock: () => this.#unlock() }
  }

  override async create(file: TusUpload): Promise<TusUpload> {
    const { hub, room, caller, request } = this.#asked
    const { uploads } = hub.files
    const { writer, address } = caller
    // A small file that comes with this very request is not worth writing down: while the hub lives it can be gone on with all the same.
    const comesWhole = Number(request.headers['content-length']) === file.size && file.size <= limits.journalChunkBytes
    const asked = { room, writer, address, ...readMetadata(file.metadata), bytes: file.size, keeps, kept: !comesWhole }
    const upload = await uploads.put(asked)
    this.#upload = upload
    if (upload.id !== undefined) this.#transfer = uploads.own(upload.id, caller.guest)
    if (upload.missing === 0) this.#stored = await upload.finish()
    file.id = upload.id ?? (await this.#idOf(asked.name))
    return file
  }

  override async getUpload(id: string): Promise<TusUpload> {
    const transfer = this.#transfer
    if (transfer === undefined) {
      const bytes = this.#stored?.bytes ?? 0
      return new TusUpload({ id, size: bytes, offset: bytes })
    }
    const { bytes: size, length: offset } = transfer
    return new TusUpload({ id, ...(size !== undefined && { size }), offset, metadata: writeMetadata(transfer.record) })
  }

  /** `stream` is empty: the body comes here straight from the connection, which spares it four streams on the way. */
  override async write(stream: Readable): Promise<number> {
    stream.resume()
    const upload = this.#upload
    if (upload === undefined) return this.#stored?.bytes ?? 0
    const { request, flow, method, checksum } = this.#asked
    // Whoever begins anew sends all of it, of which some may be here.
    const skip = method === 'POST' ? upload.length : 0
    await receive(upload, { request, flow, checksum, skip })
    if (upload.missing === 0) this.#stored = await upload.finish()
    return upload.length
  }

  override async declareUploadLength(_id: string, bytes: number): Promise<void> {
    await this.#upload?.setBytes(bytes)
  }

  override async remove(id: string): Promise<void> {
    if (this.stored !== undefined)
      throw new Refusal('no-such-transfer', 'This upload is over, and its file has its name. Delete the file instead.')
    await this.#asked.hub.files.uploads.cancel(id, this.#asked.caller.guest)
  }

  async #lock(id: string): Promise<void> {
    const { hub, caller, method } = this.#asked
    const { uploads } = hub.files
    if (method === 'POST') return
    const transfer = this.#own(id)
    if (transfer === undefined) {
      this.#stored = await this.#fileOf(id)
      return
    }
    this.#transfer = transfer
    if (method === 'DELETE') return
    const { writer, address } = caller
    if (method === 'HEAD') await uploads.settle(id, writer, address)
    else this.#upload = await uploads.take(id, writer, address, keeps)
  }

  async #unlock(): Promise<void> {
    await this.#upload?.abort()
  }

  #own(id: string): Transfer | undefined {
    const { hub, caller, room } = this.#asked
    const transfer = hub.files.uploads.find(id, caller.guest)
    return transfer?.record.room === room.id ? transfer : undefined
  }

  /** A file that is there already, known by its own id: as an upload it is one that is complete. */
  async #fileOf(id: string): Promise<Stored> {
    const { hub, room } = this.#asked
    const file = await hub.store.fileById(id)
    if (file?.sha256 === undefined || file.room !== room.id) throw new Refusal('no-such-transfer')
    const { name, bytes, sha256 } = file
    return { id, name, bytes, sha256 }
  }

  async #idOf(name: string): Promise<string> {
    const { hub, room } = this.#asked
    const { id } = await hub.files.find({ room, name })
    if (this.#stored !== undefined) this.#stored = { ...this.#stored, id }
    return id
  }
}
