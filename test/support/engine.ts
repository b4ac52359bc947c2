// The transfer engine on a real store and a real disk, without doors: as the hub has it, with a clock in the test's hand.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openDisk } from '../../src/blobs/disk.ts'
import { localBus } from '../../src/bus/local.ts'
import { Files } from '../../src/hub/files/files.ts'
import type { PutAsked } from '../../src/hub/files/transfer.ts'
import type { Stored, Upload } from '../../src/hub/files/upload.ts'
import type { Blobs, Store } from '../../src/hub/ports.ts'
import { Room } from '../../src/hub/room.ts'
import { initialLimits, type LimitValues } from '../../src/protocol/limits.ts'
import { secretsIn } from '../../src/secrets/tokens.ts'
import { startStore } from '../../src/store/store.ts'
import { temporaryFolder } from './hub.ts'

export type Engine = AsyncDisposable & {
  /** What is not in the engine's own folder: the store. */
  readonly store: Store
  readonly lobby: Room
  readonly limits: LimitValues
  readonly clock: { at: number }
  /** The lobby's folder. */
  readonly folder: string
  readonly vaultFolder: string
  files: Files
  blobs: Blobs
  vault: Blobs
  makeRoom(name: string): Promise<Room>
  /** Stops in good order and starts anew on what is on the disk. */
  restart(): Promise<void>
  /** Names of all that is staged. */
  staged(): Promise<string[]>
}

type Wrap = (store: Store) => Store

export async function openEngine(wrap: Wrap = store => store): Promise<Engine> {
  const data = await temporaryFolder()
  const threads = startStore(() => undefined)
  const inner = await threads.open(data.path)
  const store = wrap(inner)
  const remembered = await inner.start(1_000, 'data')
  const [folder, vaultFolder] = [join(data.path, 'files'), join(data.path, 'vault')]
  const bus = localBus()
  const clock = { at: 1_700_000_000_000 }
  const limits = initialLimits()
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const rooms = new Map<number, Room>()
  const lobby = new Room(remembered.lobby, [], store, bus)
  rooms.set(lobby.id, lobby)
  bus.subscribe(batch => rooms.get(batch.room)?.receive(batch))
  const open = async (): Promise<{ files: Files; blobs: Blobs; vault: Blobs }> => {
    const [blobs, vault] = [await openDisk(folder), await openDisk(vaultFolder)]
    const parts = {
      store,
      blobs,
      vault,
      secrets: secretsIn(data.path),
      clock: { now: () => clock.at, steady: () => performance.now() },
      log: quiet,
      limits,
    }
    const files = new Files(parts, lobby, async id => rooms.get(id))
    await files.start()
    return { files, blobs, vault }
  }
  const close = async (): Promise<void> => {
    await engine.files.stop()
    await engine.blobs[Symbol.asyncDispose]()
    await engine.vault[Symbol.asyncDispose]()
  }
  // The file threads let a process end that has nothing else to do.
  const awake = setInterval(() => undefined, 60_000)
  const engine: Engine = {
    ...(await open()),
    store,
    lobby,
    limits,
    clock,
    folder,
    vaultFolder,
    makeRoom: async name => {
      const row = await inner.createRoom({
        ...{ name, keys: [name], kind: 'open', topic: '', at: clock.at, owner: 1, most: 1_000_000 },
        members: [{ guest: 1, name: 'Ben' }],
      })
      if (typeof row === 'string') throw new Error(row)
      const room = new Room(row, [], store, bus)
      rooms.set(room.id, room)
      return room
    },
    restart: async () => {
      await close()
      Object.assign(engine, await open())
    },
    staged: async () => (await Promise.all([folder, vaultFolder].map(path => readdir(join(path, '.partyline'))))).flat(),
    [Symbol.asyncDispose]: async () => {
      clearInterval(awake)
      await close()
      await threads[Symbol.asyncDispose]()
      await data[Symbol.asyncDispose]()
    },
  }
  return engine
}

export type Putting = Pick<PutAsked, 'room' | 'name'> & Partial<PutAsked> & { readonly guest?: number }

/** Opens an upload of a guest that may come back for it. */
export function openPut({ files }: Engine, { guest = 1, ...asked }: Putting): Promise<Upload> {
  return files.uploads.put({
    writer: { id: 0, guest, name: `G${guest}` },
    address: `10.0.0.${guest}`,
    bytes: undefined,
    sha256: undefined,
    ifTaken: 'refuse',
    keeps: () => true,
    kept: true,
    ...asked,
  })
}

/** An upload from its beginning to its name. */
export async function putAll(engine: Engine, content: Uint8Array, asked: Putting): Promise<Stored> {
  const upload = await openPut(engine, { bytes: content.length, ...asked })
  try {
    if (upload.already === undefined && content.length > upload.offset) await upload.append([content.subarray(upload.offset)])
    return await upload.finish()
  } catch (thrown) {
    await upload.abort()
    throw thrown
  }
}
