// What every scenario is given: who is measured, how often and how long, the compiled load generators, and where to say things.
import type { Peer } from './peers/peer.ts'
import type { Row } from './table.ts'

export type Tools = { linebench: string; wsbench: string; sink: string }

export type Bench = {
  folder: string // for everything that is written, removed at the end
  rounds: number
  isQuick: boolean // only to see whether something broke: what takes long to prepare is made small
  seconds: number
  warmSeconds: number
  peers: Peer[] // those installed, ours first
  tools: Tools
  descriptors: number // how many files and sockets one process may have open
  progress(text: string): void
  note(sentence: string): void // goes below the table
}

export type Scenario = { name: string; about: string; run(bench: Bench): Promise<Row[]> }
