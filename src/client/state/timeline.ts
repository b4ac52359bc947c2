// A room's rows in blocks, so that one more entry copies a block and not the whole; whoever renders gets them as one array, made when it is asked for.
import type { Range, Timeline, TimelineRow } from './state.ts'

/** A row, and the seq up to which the room's changes are in it. */
export type Kept = { readonly row: TimelineRow; readonly asOf: number }
type Block = readonly Kept[]

const blockRowsMax = 128

/** An immutable timeline. */
export class Rows implements Timeline {
  static readonly none = new Rows([], [])
  readonly blocks: readonly Block[]
  readonly ranges: readonly Range[]
  readonly size: number
  #rows: readonly TimelineRow[] | undefined

  constructor(blocks: readonly Block[], ranges: readonly Range[]) {
    this.blocks = blocks
    this.ranges = ranges
    this.size = blocks.reduce((sum, block) => sum + block.length, 0)
  }

  static of(kept: readonly Kept[], ranges: readonly Range[]): Rows {
    const blocks: Block[] = []
    for (let at = 0; at < kept.length; at += blockRowsMax) blocks.push(kept.slice(at, at + blockRowsMax))
    return new Rows(blocks, ranges)
  }

  /** The timeline as the reducer makes it; one that a test wrote by hand is taken over. */
  static from(timeline: Timeline): Rows {
    if (timeline instanceof Rows) return timeline
    return Rows.of(
      timeline.rows.map(row => ({ row, asOf: row.seq })),
      timeline.ranges,
    )
  }

  get rows(): readonly TimelineRow[] {
    this.#rows ??= this.blocks.flatMap(block => block.map(kept => kept.row))
    return this.#rows
  }

  row(seq: number): TimelineRow | undefined {
    return this.kept(seq)?.row
  }

  kept(seq: number): Kept | undefined {
    const block = this.blocks[blockFor(this.blocks, seq)]
    const kept = block?.[placeIn(block, seq)]
    return kept?.row.seq === seq ? kept : undefined
  }

  /** From the newest row down. */
  *backwards(): IterableIterator<TimelineRow> {
    for (const block of this.blocks.toReversed()) {
      for (const { row } of block.toReversed()) yield row
    }
  }

  withRanges(ranges: readonly Range[]): Rows {
    return ranges === this.ranges ? this : new Rows(this.blocks, ranges)
  }
}

/** Several changes to a timeline made together: a block is copied when it is first changed. */
export class RowsDraft {
  readonly #base: Rows
  #blocks: (readonly Kept[])[] | undefined
  readonly #own = new Set<Block>()

  constructor(base: Rows) {
    this.#base = base
  }

  kept(seq: number): Kept | undefined {
    const blocks = this.#blocks ?? this.#base.blocks
    const block = blocks[blockFor(blocks, seq)]
    const kept = block?.[placeIn(block, seq)]
    return kept?.row.seq === seq ? kept : undefined
  }

  /** Puts a row in its place, instead of what was there under its seq. */
  put(kept: Kept): void {
    this.#blocks ??= [...this.#base.blocks]
    const index = Math.max(0, blockFor(this.#blocks, kept.row.seq))
    const block = this.#blocks[index]
    if (block === undefined || (index === this.#blocks.length - 1 && block.length >= blockRowsMax && newer(kept, block))) {
      this.#blocks.push(this.#owned([kept]))
      return
    }
    const own = this.#own.has(block) ? (block as Kept[]) : this.#owned([...block])
    const place = placeIn(own, kept.row.seq)
    own.splice(place, own[place]?.row.seq === kept.row.seq ? 1 : 0, kept)
    if (own.length <= 2 * blockRowsMax) this.#blocks[index] = own
    else this.#blocks.splice(index, 1, this.#owned(own.slice(0, blockRowsMax)), this.#owned(own.slice(blockRowsMax)))
  }

  done(ranges: readonly Range[]): Rows {
    return this.#blocks === undefined ? this.#base.withRanges(ranges) : new Rows(this.#blocks, ranges)
  }

  #owned(block: Kept[]): Kept[] {
    this.#own.add(block)
    return block
  }
}

const newer = (kept: Kept, block: Block): boolean => kept.row.seq > (block.at(-1)?.row.seq ?? 0)

/** The last block that begins at or below the seq; -1 if none does. */
function blockFor(blocks: readonly Block[], seq: number): number {
  let low = 0
  let high = blocks.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((blocks[middle]?.[0]?.row.seq ?? 0) <= seq) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** Where a row of that seq is or would be. */
function placeIn(block: Block, seq: number): number {
  let low = 0
  let high = block.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((block[middle]?.row.seq ?? 0) < seq) low = middle + 1
    else high = middle
  }
  return low
}
