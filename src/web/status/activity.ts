// What went on over time, from what the hub has stored: how many were on the line, how much was said, and how many bytes of files were left.
import type { Partyline } from '../../client/api.ts'
import type { State, TimelineRow } from '../../client/state/state.ts'
import { limits } from '../../protocol/limits.ts'
import type { SessionRow } from '../../protocol/messages.ts'

export const ranges = ['day', 'week', 'month'] as const
export type Range = (typeof ranges)[number]

const hourMs = 3_600_000
const shapes = {
  day: { count: 24, milliseconds: hourMs },
  week: { count: 28, milliseconds: 6 * hourMs },
  month: { count: 30, milliseconds: 24 * hourMs },
} as const

/** A stretch of time of the chart. Times are milliseconds since 1970; `to` is not part of it. */
export type Slot = { readonly from: number; readonly to: number }
export type Counted = {
  readonly values: readonly number[]
  /** Before this the numbers are too small: more had been there than was asked for. */
  readonly completeFrom: number
}

/** The last one holds this moment. They begin where hours and days begin here. */
export function slotsOf(range: Range, now: number): readonly Slot[] {
  const { count, milliseconds } = shapes[range]
  const begin = new Date(now)
  if (range === 'day') begin.setMinutes(0, 0, 0)
  else begin.setHours(range === 'week' ? Math.floor(begin.getHours() / 6) * 6 : 0, 0, 0, 0)
  const last = begin.getTime()
  return Array.from({ length: count }, (_, index) => {
    const from = last - (count - 1 - index) * milliseconds
    return { from, to: from + milliseconds }
  })
}

/** How many different people were on the line in each slot. */
export function peopleIn(slots: readonly Slot[], sessions: readonly SessionRow[]): Counted {
  const values = slots.map(
    ({ from, to }) =>
      new Set(sessions.filter(row => row.connectedAt < to && (row.ended?.at ?? Number.POSITIVE_INFINITY) >= from).map(row => row.guest))
        .size,
  )
  const past = sessions.flatMap(({ ended }) => (ended === undefined ? [] : [ended.at]))
  return { values, completeFrom: past.length < limits.statusPastMax ? 0 : Math.min(...past) }
}

/** Of one room, and of all rooms together; what is older is not counted. */
const roomPagesMax = 10
const pagesMax = 40

/** A message has no bytes; a file has those that were left with it. */
type Doing = { readonly at: number; readonly bytes: number | undefined }

/** What was said and left, and when. `upTo`: the last seq of each room that was looked at; what comes later is in the state. */
export type Said = { readonly doings: readonly Doing[]; readonly completeFrom: number; readonly upTo: ReadonlyMap<number, number> }

/** Of the rooms one is in, back to that moment or as far as is reasonable. */
export async function whatWentOn(party: Partyline, since: number): Promise<Said> {
  const doings: Doing[] = []
  const upTo = new Map<number, number>()
  let completeFrom = 0
  let pages = 0
  for (const { id } of party.state.rooms.values()) {
    let before: number | undefined
    for (let page = 0; ; page++) {
      if (page === roomPagesMax || pages++ >= pagesMax) {
        completeFrom = Math.max(completeFrom, doings.at(-1)?.at ?? Date.now())
        break
      }
      const asked = before === undefined ? ({ at: 'latest' } as const) : ({ at: 'before', seq: before } as const)
      const { rows, asOf, before: isMore } = await party.room(id).page({ ...asked, rows: limits.pageRowsMax })
      if (page === 0) upTo.set(id, asOf)
      for (const row of rows.toReversed()) if (row.at >= since) doings.push(...doingsOf(row))
      const [first] = rows
      if (first === undefined || !isMore || first.at < since) break
      before = first.seq
    }
  }
  return { doings, completeFrom, upTo }
}

/** Together with what was said since, while one was looking. */
export const withNews = (said: Said, rooms: State['rooms']): Said => ({
  ...said,
  doings: [
    ...said.doings,
    ...[...rooms.values()].flatMap(({ id, timeline }) => {
      const upTo = said.upTo.get(id) ?? 0
      return timeline.rows.filter(({ seq }) => seq > upTo).flatMap(doingsOf)
    }),
  ],
})

const doingsOf = (row: TimelineRow): readonly Doing[] =>
  row.kind === 'message' ? [{ at: row.at, bytes: undefined }] : row.kind === 'file' ? [{ at: row.at, bytes: row.bytes }] : []

type Told = Pick<Said, 'doings' | 'completeFrom'>

export const messagesIn = (slots: readonly Slot[], said: Told): Counted => summed(slots, said, ({ bytes }) => (bytes === undefined ? 1 : 0))

export const bytesIn = (slots: readonly Slot[], said: Told): Counted => summed(slots, said, ({ bytes = 0 }) => bytes)

function summed(slots: readonly Slot[], { doings, completeFrom }: Told, amount: (doing: Doing) => number): Counted {
  const values = slots.map(() => 0)
  for (const doing of doings) {
    const index = slots.findIndex(({ from, to }) => from <= doing.at && doing.at < to)
    if (index >= 0) values[index] = (values[index] ?? 0) + amount(doing)
  }
  return { values, completeFrom }
}
