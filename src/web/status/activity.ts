// What went on over time, from what the hub has stored: how many were on the line, how much was said.
import type { Partyline } from '../../client/api.ts'
import type { State } from '../../client/state/state.ts'
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

/** When messages were said. `upTo`: the last seq of each room that was looked at; what comes later is in the state. */
export type Said = { readonly times: readonly number[]; readonly completeFrom: number; readonly upTo: ReadonlyMap<number, number> }

/** Of the rooms one is in, back to that moment or as far as is reasonable. */
export async function messageTimes(party: Partyline, since: number): Promise<Said> {
  const times: number[] = []
  const upTo = new Map<number, number>()
  let completeFrom = 0
  let pages = 0
  for (const { id } of party.state.rooms.values()) {
    let before: number | undefined
    for (let page = 0; ; page++) {
      if (page === roomPagesMax || pages++ >= pagesMax) {
        completeFrom = Math.max(completeFrom, times.at(-1) ?? Date.now())
        break
      }
      const asked = before === undefined ? ({ at: 'latest' } as const) : ({ at: 'before', seq: before } as const)
      const { rows, asOf, before: isMore } = await party.room(id).page({ ...asked, rows: limits.pageRowsMax })
      if (page === 0) upTo.set(id, asOf)
      for (const { kind, at } of rows.toReversed()) if (kind === 'message' && at >= since) times.push(at)
      const [first] = rows
      if (first === undefined || !isMore || first.at < since) break
      before = first.seq
    }
  }
  return { times, completeFrom, upTo }
}

/** Together with what was said since, while one was looking. */
export const withNews = (said: Said, rooms: State['rooms']): Said => ({
  ...said,
  times: [
    ...said.times,
    ...[...rooms.values()].flatMap(({ id, timeline }) => {
      const upTo = said.upTo.get(id) ?? 0
      return timeline.rows.filter(({ kind, seq }) => kind === 'message' && seq > upTo).map(({ at }) => at)
    }),
  ],
})

export function messagesIn(slots: readonly Slot[], { times, completeFrom }: Pick<Said, 'times' | 'completeFrom'>): Counted {
  const [first] = slots
  const values = slots.map(() => 0)
  if (first === undefined) return { values, completeFrom }
  for (const at of times) {
    const index = slots.findIndex(({ from, to }) => from <= at && at < to)
    if (index >= 0) values[index] = (values[index] ?? 0) + 1
  }
  return { values, completeFrom }
}
