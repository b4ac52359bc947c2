// What was said while there was no connection: shown once, in order, and searched for what this client had said itself.
import { clientBounds } from '../client/bounds.ts'
import { readEntryRows } from '../client/entries.ts'
import type { Answer } from '../client/replies.ts'
import type { Seen, Unsettled } from '../client/seen.ts'
import { type Face, ownCommands } from './face.ts'
import { Final } from './failures.ts'
import type { Wire } from './wire.ts'

const missedRowsMax = 20

export type CatchUp = {
  readonly seen: Seen
  readonly face: Face
  readonly names: ReadonlySet<string>
  readonly messages: readonly Unsettled[]
  /** Called when chat goes on with the very next entry. */
  readonly whole: () => void
}

/** Pages through the log up to now; answers false if the hub would not tell. */
export async function catchUp(wire: Wire, { seen, face, names, messages, whole }: CatchUp): Promise<boolean> {
  for (;;) {
    const after = seen.seq ?? 0
    // All of it at once: what follows the answer on the wire must not be shown before it.
    const answered = (answer: Answer): void => {
      const entries = answer.answer === 'rows' ? readEntryRows(answer.rows) : []
      if (entries === undefined) throw new Final('The hub sent a row of its log that cannot be read.')
      for (const { chat } of seen.take(entries, names, messages)) face.hub(chat, 'chat')
      if (entries.length < clientBounds.sincePageRows) {
        if (answer.answer === 'rows') seen.reached(seen.seq ?? 0)
        whole()
      } else if ((seen.seq ?? 0) <= after) throw new Final('The hub sent the same rows of its log again.')
    }
    const answer = await wire.ask(`/since ${after}`, { answered })
    if (answer.answer === 'refused') face.note(`what was said meanwhile cannot be had: ${answer.line}`)
    if (answer.answer !== 'rows') return false
    if (answer.rows.length < clientBounds.sincePageRows) return true
  }
}

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
    for (const { chat } of rows) face.hub(chat, 'chat')
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
