// Messages that were sent here and are not settled: queued, sent, refused; in their room, or apart while their room is not known.
import type { RoomRef } from '../../protocol/asking.ts'
import type { Receipt } from '../api.ts'
import { sdkBounds } from '../sdk-bounds.ts'
import { findRoom } from './finding.ts'
import type { Pending, RoomState, State } from './state.ts'
import { type Kept, Rows, RowsDraft } from './timeline.ts'

/** A message is queued, or queued again under its id. */
export function withQueued(state: State, ref: RoomRef, pending: Pending): State {
  const room = findRoom(state.rooms, ref)
  if (room === undefined) return { ...state, unplaced: [...without(state.unplaced, pending.id), { ...pending, room: ref }] }
  return withRoom(state, { ...room, pending: [...without(room.pending, pending.id), pending] })
}

/** Moves what was sent to rooms that are known by now to where it belongs. */
export function placed(state: State): State {
  const found = state.unplaced.filter(({ room }) => findRoom(state.rooms, room) !== undefined)
  if (found.length === 0) return state
  const rest = { ...state, unplaced: state.unplaced.filter(pending => !found.includes(pending)) }
  return found.reduce<State>((before, { room, ...pending }) => withQueued(before, room, pending), rest)
}

export function withSent(state: State, ids: readonly string[]): State {
  const sent = new Set(ids)
  return everywhere(state, pending => (sent.has(pending.id) && pending.state === 'queued' ? { state: 'sent' } : undefined))
}

export const withUnsent = (state: State): State =>
  everywhere(state, pending => (pending.state === 'sent' ? { state: 'queued' } : undefined))

export function withRefused(state: State, id: string, code: string, sentence: string): State {
  const next = everywhere(state, pending => (pending.id === id ? { state: 'refused', code, sentence } : undefined))
  return everyList(next, list => {
    const refused = list.filter(pending => pending.state === 'refused')
    const dropped = new Set(refused.slice(0, Math.max(0, refused.length - sdkBounds.refusedKeptMax)))
    return dropped.size === 0 ? list : list.filter(pending => !dropped.has(pending))
  })
}

export const withDiscarded = (state: State, id: string): State => everyList(state, list => without(list, id))

/** The receipt came before one's own entry: the message takes its place at once, so that it is always somewhere. */
export function withSettled(state: State, id: string, receipt: Receipt, again: boolean, most: number): State {
  const room = state.rooms.get(receipt.room)
  const pending = room?.pending.find(one => one.id === id)
  const next = withDiscarded(state, id)
  if (room === undefined || pending === undefined || state.me === undefined || again || most === 0 || receipt.seq <= room.last) return next
  const { text, replyTo, files } = pending
  const draft = new RowsDraft(Rows.from(room.timeline))
  // The entry itself is still to come, and goes before this.
  const kept: Kept = {
    asOf: receipt.seq - 1,
    row: {
      kind: 'message',
      seq: receipt.seq,
      at: receipt.at,
      guest: state.me.guest,
      author: state.me.name,
      id,
      text,
      ...(replyTo !== undefined && { replyTo }),
      ...(files !== undefined && { files }),
    },
  }
  if (draft.kept(receipt.seq) === undefined) draft.put(kept)
  return withRoom(next, { ...(next.rooms.get(room.id) ?? room), timeline: draft.done(room.timeline.ranges) })
}

/** The state with that room in place of the one of the same id. */
export function withRoom(state: State, room: RoomState): State {
  return { ...state, rooms: new Map(state.rooms).set(room.id, room) }
}

const without = <P extends { readonly id: string }>(list: readonly P[], id: string): readonly P[] => {
  const left = list.filter(pending => pending.id !== id)
  return left.length === list.length ? list : left
}

type Lists = <P extends Pending>(list: readonly P[]) => readonly P[]

function everyList(state: State, change: Lists): State {
  let { rooms } = state
  for (const room of state.rooms.values()) {
    const pending = room.pending.length === 0 ? room.pending : change(room.pending)
    if (pending !== room.pending) rooms = new Map(rooms).set(room.id, { ...room, pending })
  }
  const unplaced = state.unplaced.length === 0 ? state.unplaced : change(state.unplaced)
  return rooms === state.rooms && unplaced === state.unplaced ? state : { ...state, rooms, unplaced }
}

type Standing = { state: 'queued' | 'sent' } | { state: 'refused'; code: string; sentence: string }

/** Every pending message for which `change` names another standing has it. */
function everywhere(state: State, change: (pending: Pending) => Standing | undefined): State {
  return everyList(state, list => {
    let some = false
    const next = list.map(pending => {
      const standing = change(pending)
      if (standing === undefined) return pending
      some = true
      return { ...pending, ...standing }
    })
    return some ? next : list
  })
}
