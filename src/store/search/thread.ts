// What runs in the search thread: questions at once, the log in between, batch by batch.
import { statfsSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { limits, searchLimits } from '../../protocol/limits.ts'
import { DiskNearlyFull, failureOf } from '../failures.ts'
import { findIn } from './finding.ts'
import { dropIndexFile, openIndexFile } from './index-file.ts'
import { type Indexing, indexInto } from './indexing.ts'
import { type Log, openLog } from './log.ts'
import type { FromSearch, ToSearch } from './messages.ts'
import type { SearchAsk, SearchPage } from './types.ts'

type Open = { readonly database: DatabaseSync; readonly indexing: Indexing; readonly find: (ask: SearchAsk) => SearchPage }
/** Somebody waits until these rooms are indexed up to these seqs. */
type CatchingUp = { readonly id: number; readonly upTo: ReadonlyMap<number, number> }

export class SearchThread {
  readonly #folder: string
  readonly #path: string
  readonly #log: Log
  readonly #say: (message: FromSearch) => void
  #open: Open
  #rebuilt = false
  #scheduled = false
  #faulty = false
  #closed = false
  /** Rooms with entries that are not indexed, and rooms from which retention may have taken some. */
  readonly #grown = new Set<number>()
  readonly #shrunk = new Set<number>()
  #catchingUp: CatchingUp[] = []
  #changedAt = Number.NEGATIVE_INFINITY
  #workedFor = 0

  /** Opens the index of the data folder, or begins a new one, and goes on with it turn by turn. */
  constructor(folder: string, say: (message: FromSearch) => void) {
    this.#say = say
    this.#log = openLog(join(folder, 'partyline.sqlite'))
    this.#folder = folder
    this.#path = join(folder, 'search.sqlite')
    this.#open = this.#openIndex()
    if (!this.#isOfThisLog()) this.#beginAnew()
    this.#lookAtAllRooms()
  }

  receive(message: ToSearch): void {
    switch (message.kind) {
      case 'changed':
        this.#changedAt = performance.now()
        this.#lookAt(message.rooms)
        break
      case 'find':
        this.#find(message.id, message.ask)
        break
      case 'catch-up':
        this.#catchUp(message.id)
        break
      case 'close':
        this.#closed = true
        this.#open.database.close()
        this.#log.close()
        break
      default:
        message satisfies never
    }
  }

  #find(id: number, ask: SearchAsk): void {
    try {
      this.#say({ kind: 'found', id, page: this.#open.find(ask) })
    } catch (thrown) {
      this.#say({ kind: 'failed', id, message: messageOf(thrown) })
      if (failureOf(thrown) === 'fatal') this.#mend(thrown)
      else this.#tell('A search failed.', thrown)
    }
  }

  #catchUp(id: number): void {
    this.#catchingUp.push({ id, upTo: new Map(this.#log.rooms().map(room => [room.id, room.lastSeq])) })
    this.#lookAtAllRooms()
    this.#settleCatchingUp()
  }

  #lookAtAllRooms(): void {
    this.#lookAt([...this.#log.rooms().map(room => room.id), ...this.#open.indexing.cursors().keys()])
  }

  #lookAt(rooms: readonly number[]): void {
    for (const room of rooms) {
      this.#grown.add(room)
      this.#shrunk.add(room)
    }
    this.#schedule()
  }

  /** The next batch is for the next turn: what is asked meanwhile is answered first. */
  #schedule(): void {
    if (this.#scheduled || this.#grown.size + this.#shrunk.size === 0) return
    this.#scheduled = true
    const rest = this.#rest()
    if (rest > 0) setTimeout(() => this.#turn(), rest)
    else setImmediate(() => this.#turn())
  }

  /** While the rooms are busy the conversation has the processor first, and the index follows at its leisure; in a quiet moment it catches up. */
  #rest(): number {
    const isBusy = performance.now() - this.#changedAt < searchLimits.busyMilliseconds
    return isBusy && this.#catchingUp.length === 0
      ? Math.min(searchLimits.restMillisecondsMax, this.#workedFor * searchLimits.restShare)
      : 0
  }

  #turn(): void {
    this.#scheduled = false
    if (this.#closed) return
    const began = performance.now()
    try {
      this.#work()
      this.#faulty = false
    } catch (thrown) {
      this.#workFailed(thrown)
      return
    }
    this.#workedFor = performance.now() - began
    this.#schedule()
  }

  #work(): void {
    if (this.#grown.size > 0) {
      this.#leaveRoomForTheLog()
      for (const room of this.#open.indexing.batch(this.#grown)) this.#grown.delete(room)
      this.#settleCatchingUp()
      return
    }
    for (const room of this.#shrunk) {
      if (this.#open.indexing.prune(room)) return
      this.#shrunk.delete(room)
    }
  }

  /** Whoever waits for a message to be stored must not be refused for the sake of the index. Throws `DiskNearlyFull`. */
  #leaveRoomForTheLog(): void {
    const { bavail, bsize } = statfsSync(this.#folder)
    if (bavail * bsize < limits.freeDiskBytesMin) throw new DiskNearlyFull('the disk is nearly full')
  }

  #settleCatchingUp(): void {
    if (this.#catchingUp.length === 0) return
    const cursors = this.#open.indexing.cursors()
    const isDone = ({ upTo }: CatchingUp) => upTo.entries().every(([room, seq]) => (cursors.get(room)?.seq ?? 0) >= seq)
    for (const { id } of this.#catchingUp.filter(isDone)) this.#say({ kind: 'caught-up', id })
    this.#catchingUp = this.#catchingUp.filter(waiting => !isDone(waiting))
  }

  /** A full disk is not for ever: what was not indexed is tried again when a room grows. What nobody foresaw ends the thread. */
  #workFailed(thrown: unknown): void {
    const failure = failureOf(thrown)
    if (failure === 'fault') throw thrown
    for (const { id } of this.#catchingUp.splice(0)) this.#say({ kind: 'failed', id, message: messageOf(thrown) })
    if (failure === 'fatal') this.#mend(thrown)
    else {
      if (!this.#faulty) this.#tell('New messages cannot be indexed for searching at the moment.', thrown)
      this.#faulty = true
    }
  }

  /** Once: a disk that spoils the index again is beyond us. */
  #mend(thrown: unknown): void {
    if (this.#rebuilt) throw thrown
    this.#rebuilt = true
    this.#tell('The search index was damaged and is made anew; until then searching finds only a part.', thrown)
    this.#beginAnew()
    this.#lookAtAllRooms()
  }

  #beginAnew(): void {
    this.#open.database.close()
    dropIndexFile(this.#path)
    this.#open = this.#openIndex()
  }

  #openIndex(): Open {
    return openIndexFile(this.#path, database => ({
      database,
      indexing: indexInto(database, this.#log),
      find: findIn(database, this.#log),
    }))
  }

  /** An index may have outlived its log, when an older copy of the main database was put back. */
  #isOfThisLog(): boolean {
    return this.#open.indexing
      .cursors()
      .entries()
      .every(([id, { seq, at }]) => {
        const room = this.#log.room(id)
        if (room === undefined) return true
        const entryAt = this.#log.at(id, seq)
        return room.lastSeq >= seq && (entryAt === undefined || at === 0 || entryAt === at)
      })
  }

  #tell(sentence: string, thrown: unknown): void {
    this.#say({ kind: 'fault', sentence, message: messageOf(thrown) })
  }
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
