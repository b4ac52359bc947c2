// The rooms one is in: taken over from a hello, entered, changed, left.
import type { HelloReply } from '../../protocol/json.ts'
import type { Person, RoomView } from '../../protocol/rooms.ts'
import { sdkBounds } from '../sdk-bounds.ts'
import { findRoom } from './finding.ts'
import { placed, withRoom } from './pending.ts'
import { withRange } from './ranges.ts'
import type { RoomState, State } from './state.ts'
import { tallyOf } from './tally.ts'
import { Rows } from './timeline.ts'

/** A room of which nothing has been seen: it is live after `last`. */
function freshRoom(view: RoomView, last: number, before: RoomState | undefined): RoomState {
  const inner = {
    counted: view.last,
    unread: tallyOf(view.unread),
    mentioned: tallyOf(view.mentions),
    asked: 0,
    changes: [],
    changesAfter: last,
    focus: undefined,
  }
  return { ...view, last, typing: [], shelf: (before?.shelf ?? 0) + 1, timeline: Rows.none, pending: before?.pending ?? [], inner }
}

/** The answer to hello says which rooms one is in. Those with a cursor go on where they were, the others begin anew. */
export function withHello(state: State, hello: HelloReply, cursors: ReadonlyMap<number, number>, former: Person | undefined): State {
  const rooms = new Map<number, RoomState>()
  for (const view of hello.rooms) {
    const before = state.rooms.get(view.id)
    const cursor = cursors.get(view.id)
    const goesOn = before !== undefined && cursor !== undefined && before.last === cursor
    // The operator may have put files there meanwhile, and that is no entry.
    const goingOn = goesOn && withView({ ...before, typing: [], shelf: before.shelf + 1 }, view)
    rooms.set(view.id, goingOn || freshRoom(view, cursor ?? view.last, before))
  }
  const lost = [...state.rooms.values()].filter(room => !rooms.has(room.id))
  const unplaced = [...state.unplaced, ...lost.flatMap(room => room.pending.map(pending => ({ ...pending, room: room.id })))]
  const me = { guest: hello.guest, name: hello.name, ...(former !== undefined && { former }) }
  const { account, limits, welcome = '' } = hello
  return placed({ ...state, connection: { at: 'live' }, me, account, limits, welcome, rooms, invitations: [], unplaced })
}

export function withRoomView(state: State, view: RoomView, entered: boolean): State {
  const before = state.rooms.get(view.id)
  const room = before === undefined || entered ? freshRoom(view, view.last, before) : withView(before, view)
  const invitations = state.invitations.filter(invitation => invitation.room !== view.id)
  return placed(withRoom({ ...state, invitations }, room))
}

/** The hub's account of a room. It may be older than what has been counted here, or not know yet what was read here. */
function withView(room: RoomState, view: RoomView): RoomState {
  const { counted } = room.inner
  const counts = view.last >= Math.max(counted, room.last) && view.read >= room.read
  const { last: _, unread, mentions, read, ...facts } = view
  return {
    ...room,
    ...facts,
    read: Math.max(read, room.read),
    ...(counts && {
      unread,
      mentions,
      inner: { ...room.inner, counted: view.last, unread: tallyOf(unread), mentioned: tallyOf(mentions) },
    }),
  }
}

export function withoutRoom(state: State, id: number): State {
  const rooms = new Map(state.rooms)
  rooms.delete(id)
  return { ...state, rooms }
}

/** Retention removed these: there is nothing more to be told of them. */
export function withGap(room: RoomState, from: number, to: number, most: number): RoomState {
  if (to <= room.last) return room
  const rows = Rows.from(room.timeline)
  const timeline = most > 0 ? rows.withRanges(withRange(rows.ranges, [from, to])) : rows
  return { ...room, first: Math.max(room.first, to + 1), last: to, timeline }
}

export function withInvitation(state: State, invitation: State['invitations'][number]): State {
  if (findRoom(state.rooms, invitation.room) !== undefined) return state
  const others = state.invitations.filter(({ room }) => room !== invitation.room)
  return { ...state, invitations: [...others, invitation].slice(-sdkBounds.invitationsKeptMax) }
}
