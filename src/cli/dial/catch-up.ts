// What happened in a room while there was no connection: shown once, in order, and searched for what this client had done itself.
import { clientBounds } from '../../client/lines/bounds.ts'
import { type EntryRow, readEntryRows } from '../../client/lines/entries.ts'
import type { Answer } from '../../client/lines/replies.ts'
import type { Seen, Unsettled } from '../../client/lines/seen.ts'
import { type Face, ownCommands } from './face.ts'
import { Final } from './failures.ts'
import type { Place } from './place.ts'
import type { Rooms } from './rooms.ts'
import type { Wire } from './wire.ts'

const missedRowsMax = 20

export type CatchUp = {
  readonly rooms: Rooms
  /** The current room, for the hub. */
  readonly place: Place
  readonly face: Face
  readonly names: ReadonlySet<string>
  readonly unsettled: readonly Unsettled[]
}

/** Pages through a room's log up to now; from then on its chat is live. Answers false if the hub would not tell. */
export async function catchUp(wire: Wire, { rooms, place, face, names, unsettled }: CatchUp): Promise<boolean> {
  const { seen } = place
  for (;;) {
    const after = seen.seq ?? 0
    let isLast = true
    // All of it at once: what follows the answer on the wire must not be shown before it.
    const answered = (answer: Answer): void => {
      const rows = answer.answer === 'rows' ? readEntryRows(answer.rows) : []
      if (rows === undefined) throw new Final('The hub sent a row of its log that cannot be read.')
      for (const row of seen.take(rows, names, unsettled)) showRow(face, rooms, place, row)
      // A row for removed entries stands for more than one, so the count of rows does not say whether these were all.
      isLast = rows.length < clientBounds.sincePageRows && rows[0]?.kind !== 'gap'
      if (!isLast && (seen.seq ?? 0) <= after) throw new Final('The hub sent the same rows of its log again.')
      if (!isLast) return
      if (answer.answer === 'rows') seen.reached(seen.seq ?? 0)
      place.isHeld = false
    }
    const answer = await wire.ask(`/since ${after}`, { answered })
    if (answer.answer === 'refused') face.note(`what was said meanwhile${in_(place)} cannot be had: ${answer.line}`)
    if (answer.answer !== 'rows') return false
    if (isLast) return true
  }
}

function showRow(face: Face, rooms: Rooms, place: Place, { kind, said }: EntryRow): void {
  if (kind === 'gap') face.note(`entries ${said.slice('* gap '.length)} of ${place.name} are not kept any more`)
  else face.hub(`[${place.name}] ${said}`, 'chat')
  rooms.learn(place, said)
}

const in_ = (place: Place): string => (place.isLobby ? '' : ` in ${place.name}`)

export type FirstJoin = { readonly welcome: string; readonly name: string; readonly where: string; readonly seq: number | undefined }

/** The first moments: who one is, and the last of what a guest that came back has missed. Also tells `seen` where the log is. */
export async function showMissed(wire: Wire, seen: Seen, face: Face, { welcome, name, where, seq }: FirstJoin): Promise<void> {
  if (face.isPerson && seq === undefined) {
    face.hub(welcome, 'notice')
    if (!welcome.startsWith(`Welcome to Partyline. You are ${name}.`)) face.note(`you are ${name}`)
    face.note(ownCommands)
  } else if (face.isPerson) {
    face.note(`connected to ${where} as ${name}; \`help\` lists the commands`)
  }
  const answered = (answer: Answer): void => {
    const entries = answer.answer === 'rows' ? readEntryRows(answer.rows) : undefined
    if (entries === undefined) return
    const last = entries.at(-1)?.seq ?? 0
    const shownLive = seen.early
    seen.reached(last)
    if (seq === undefined || !face.isPerson) return
    const missed = last - shownLive - seq
    const rows = entries.filter(entry => entry.seq > seq && entry.seq <= last - shownLive)
    if (missed > rows.length) face.note(`you missed ${missed} entries; /since ${seq} shows them, these are the last`)
    else if (missed > 0) face.note(missed === 1 ? 'you missed this' : `you missed these ${missed}`)
    for (const { said } of rows) face.hub(`[#lobby] ${said}`, 'chat')
  }
  await wire.ask(`/history ${face.isPerson ? missedRowsMax : 1}`, { answered })
}

/** A hub with another log than before, as its data folder was replaced: counting begins again. */
export async function noticeNewLog(wire: Wire, seen: Seen, face: Face): Promise<void> {
  const answer = await wire.ask('/history 1')
  if (answer.answer !== 'rows') return
  const last = readEntryRows(answer.rows)?.at(-1)?.seq ?? 0
  if (last >= seen.end) return
  seen.reached(0)
  face.note('the hub began a new log')
}
