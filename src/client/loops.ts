// All loops over rooms: those that wait for their room to be known, those that run, and those of an earlier run of the program that nobody has taken up yet.
import type { RoomRef } from '../protocol/asking.ts'
import type { RoomEvent } from './api.ts'
import type { PartylineError } from './error.ts'
import { type LogRead, Loop, type LoopSource } from './loop.ts'

/** What the loops need to know. `find`: the id of a room one is in. */
export type LoopsSource = {
  find(ref: RoomRef): number | undefined
  last(room: number): number
  readLog(room: number, after: number): Promise<LogRead>
  fault(room: number): void
  /** `cursors` has changed. */
  moved(): void
}

export class Loops {
  readonly #source: LoopsSource
  readonly #unbound = new Map<Loop, RoomRef>()
  readonly #running = new Set<Loop>()
  /** Loops of an earlier run, by room: they gather until somebody takes them up. */
  readonly #left = new Map<number, Loop>()
  readonly #seen = new Map<number, number>()
  #saved: [room: number, seq: number][] = []

  constructor(source: LoopsSource) {
    this.#source = source
  }

  /** By room id: up to where the loops have seen it. */
  cursors(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#seen)
  }

  /** What an earlier run of the program had seen. */
  restore(cursors: Readonly<Record<string, number>>): void {
    this.#saved = Object.entries(cursors).map(([room, seq]) => [Number(room), seq])
    for (const [room, seq] of this.#saved) this.#seen.set(room, seq)
  }

  open(ref: RoomRef, after?: number): Loop {
    const loop = new Loop(this.#loopSource, after)
    this.#unbound.set(loop, ref)
    this.#bind()
    return loop
  }

  /** A hello was answered: the rooms one is in, and where each ends. `anew`: what was seen was seen of another hub's logs. */
  greeted(ends: ReadonlyMap<number, number>, anew: boolean): void {
    for (const loop of [...this.#running, ...this.#left.values()]) {
      const end = ends.get(loop.room ?? 0)
      if (end === undefined) loop.finish()
      else if (anew) loop.restart(end)
      else loop.greeted(end)
    }
    if (anew) this.#seen.clear()
    for (const [room, seq] of this.#saved.splice(0)) {
      const end = ends.get(room)
      if (anew || end === undefined) continue
      const loop = new Loop(this.#loopSource)
      this.#left.set(room, loop)
      loop.begin(room, Math.min(seq, end))
    }
    this.#bind()
  }

  entered(): void {
    this.#bind()
  }

  left(room: number): void {
    this.#seen.delete(room)
    for (const loop of [...this.#running, ...this.#left.values()]) if (loop.room === room) loop.finish()
  }

  push(room: number, events: readonly RoomEvent[]): void {
    if (this.#running.size + this.#left.size === 0) return
    for (const loop of [...this.#running, ...this.#left.values()]) if (loop.room === room) for (const event of events) loop.push(event)
  }

  finish(error?: PartylineError): void {
    for (const loop of [...this.#unbound.keys(), ...this.#running, ...this.#left.values()]) loop.finish(error)
  }

  readonly #loopSource: LoopSource = {
    last: room => this.#source.last(room),
    readLog: (room, after) => this.#source.readLog(room, after),
    fault: room => this.#source.fault(room),
    moved: loop => this.#moved(loop),
    ended: loop => {
      this.#unbound.delete(loop)
      this.#running.delete(loop)
      if (loop.room !== undefined && this.#left.get(loop.room) === loop) this.#left.delete(loop.room)
    },
  }

  #bind(): void {
    for (const [loop, ref] of this.#unbound) {
      const room = this.#source.find(ref)
      if (room === undefined) continue
      this.#unbound.delete(loop)
      this.#running.add(loop)
      const left = this.#left.get(room)
      this.#left.delete(room)
      if (left !== undefined && loop.after === undefined) loop.takeOver(left)
      else loop.begin(room, loop.after ?? this.#source.last(room))
      this.#moved(loop)
    }
  }

  #moved(loop: Loop): void {
    if (loop.room === undefined) return
    const standing = [...this.#running].filter(one => one.room === loop.room).map(one => one.seen)
    this.#seen.set(loop.room, Math.min(...standing, loop.seen))
    this.#source.moved()
  }
}
