// What the bench and its swarms (processes full of SDK clients) tell each other, and the one clock they share.

export type SwarmStart = {
  url: string
  /** The numbers of this swarm's members among all. */
  from: number
  count: number
  halls: number
  speakers: number
}

/** `watch`: the hub is about to be killed. `check`: `log` is a file with a `RoomLog` of each room. */
export type ToSwarm = { kind: 'watch' } | { kind: 'speak' } | { kind: 'quiet' } | { kind: 'check'; log: string }

export type FromSwarm =
  | { kind: 'live' }
  | { kind: 'back'; histories: History[] }
  | { kind: 'said'; said: Said[] }
  | { kind: 'checked'; findings: Findings }
  | { kind: 'failed'; sentence: string }

/** What one connection became, when, and where it waits or is closed, why. */
export type History = { at: number; to: 'connecting' | 'live' | 'waiting' | 'closed'; why: string }[]
/** A message that was acknowledged. */
export type Said = { room: number; seq: number; text: string }
/** A room's log as the hub tells it at the end: entry `seq` says `texts[seq - 1]`. */
export type RoomLog = { room: number; texts: string[] }
/** `wrong`: entries that the log does not know or knows otherwise, and rooms that end at another seq. */
export type Findings = { missed: number; doubled: number; wrong: number; compared: number; examples: string[] }

export const emptyFindings = (): Findings => ({ missed: 0, doubled: 0, wrong: 0, compared: 0, examples: [] })

/** Milliseconds by the system's monotonic clock, which is the same in all processes. */
export const sharedNow = (): number => Number(process.hrtime.bigint()) / 1e6

/** What an entry says, for comparing. */
export const textOf = (entry: { kind: string; text?: string; name?: string }): string => `${entry.kind} ${entry.text ?? entry.name ?? ''}`

export const hallName = (hall: number): string => `#hall-${hall}`
