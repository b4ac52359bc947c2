// Entries as lines for scripts, in the form of the line door's HISTORY: `<seq> <time> <name>: <text>`.
import type { RoomEvent } from '../../client/api.ts'
import type { TimelineRow } from '../../client/state/state.ts'
import { sentenceOf } from '../connect/timeline/words.ts'
import { stamp } from '../connect/times.ts'

/** A message of several lines is one line here. */
export function lineOf(entry: TimelineRow | Exclude<RoomEvent, { kind: 'gap' | 'behind' }>): string {
  const said =
    entry.kind === 'message' && entry.deleted === undefined ? `${entry.author}: ${entry.text.replaceAll('\n', ' ⏎ ')}` : sentenceOf(entry)
  return `${entry.seq} ${zoned(entry.at)} ${said}`
}

/** `2026-06-04 14:02:31+02:00` */
export function zoned(at: number): string {
  const minutes = -new Date(at).getTimezoneOffset()
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${stamp(at)}${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`
}
