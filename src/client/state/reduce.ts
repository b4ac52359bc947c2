// The state and what happened make the next state. Pure: what does not change is the same object as before.
import { sdkBounds } from '../sdk-bounds.ts'
import type { Action } from './actions.ts'
import { withRead } from './counting.ts'
import { withEntries } from './entries.ts'
import { withAnswered, withAsked, withPage } from './pages.ts'
import { withDiscarded, withQueued, withRefused, withRoom, withSent, withSettled, withUnsent } from './pending.ts'
import { withGap, withHello, withInvitation, withoutRoom, withRoomView } from './rooms.ts'
import type { Notice, RoomState, State } from './state.ts'

/** Before the first hello. */
export const initialState: State = {
  connection: { at: 'connecting' },
  me: undefined,
  limits: {},
  account: undefined,
  welcome: '',
  rooms: new Map(),
  invitations: [],
  notices: [],
  unplaced: [],
}

/** What comes of the state when this happens. `rowsKept`: about how many rows of each room are kept. */
export function reduce(state: State, action: Action, rowsKept: number = sdkBounds.rowsKeptDefault): State {
  const me = state.me?.guest ?? 0
  switch (action.type) {
    case 'connection':
      return { ...state, connection: action.connection }
    case 'hello':
      return withHello(state, action.hello, action.cursors, action.former)
    case 'named':
      return state.me === undefined || state.me.name === action.name ? state : { ...state, me: { ...state.me, name: action.name } }
    case 'account':
      return { ...state, account: action.account }
    case 'limits':
      return { ...state, limits: action.limits }
    case 'entries':
      return inRoom(state, action.room, room => withEntries(room, action.entries, me, rowsKept))
    case 'gap':
      return inRoom(state, action.room, room => withGap(room, action.from, action.to, rowsKept))
    case 'room':
      return withRoomView(state, action.room, action.entered)
    case 'gone':
      return state.rooms.has(action.room)
        ? withNotice(withoutRoom(state, action.room), { kind: 'gone', room: action.room, name: action.name, at: action.at })
        : state
    case 'invited':
      return withInvitation(state, { room: action.room, name: action.name, by: action.by })
    case 'present':
      return inRoom(state, action.room, room => (room.here === action.count ? room : { ...room, here: action.count }))
    case 'shelf':
      return inRoom(state, action.room, room => ({ ...room, shelf: room.shelf + 1 }))
    case 'typing':
      return action.guest === me ? state : inRoom(state, action.room, room => withTyping(room, action))
    case 'typed':
      return [...state.rooms.keys()].reduce((before, room) => inRoom(before, room, one => withoutTyping(one, action.now)), state)
    case 'notice':
      return withNotice(action.notice.kind === 'renamed' ? withName(state, action.notice) : state, action.notice)
    case 'asked':
      return inRoom(state, action.room, withAsked)
    case 'answered':
      return inRoom(state, action.room, withAnswered)
    case 'page':
      return inRoom(state, action.room, room => withPage(room, action.page, me, rowsKept))
    case 'look':
      return inRoom(state, action.room, room => ({ ...room, inner: { ...room.inner, focus: action.seq } }))
    case 'read':
      return inRoom(state, action.room, room => withRead(room, action.seq, me))
    case 'queued':
      return withQueued(state, action.room, action.pending)
    case 'sent':
      return withSent(state, action.ids)
    case 'unsent':
      return withUnsent(state)
    case 'settled':
      return withSettled(state, action.id, action.receipt, action.again, rowsKept)
    case 'refused':
      return withRefused(state, action.id, action.code, action.sentence)
    case 'discarded':
      return withDiscarded(state, action.id)
    default:
      action satisfies never
      return state
  }
}

function inRoom(state: State, id: number, change: (room: RoomState) => RoomState): State {
  const room = state.rooms.get(id)
  if (room === undefined) return state
  const next = change(room)
  return next === room ? state : withRoom(state, next)
}

function withTyping(room: RoomState, { guest, name, until }: Extract<Action, { type: 'typing' }>): RoomState {
  return { ...room, typing: [...room.typing.filter(typing => typing.guest !== guest), { guest, name, until }] }
}

function withoutTyping(room: RoomState, now: number): RoomState {
  return room.typing.every(({ until }) => until > now) ? room : { ...room, typing: room.typing.filter(({ until }) => until > now) }
}

function withNotice(state: State, notice: Extract<Action, { type: 'notice' }>['notice']): State {
  const number = (state.notices.at(-1)?.number ?? 0) + 1
  const next: Notice = { ...notice, number }
  return { ...state, notices: [...state.notices, next].slice(-sdkBounds.noticesKeptMax) }
}

/** Somebody has another name: oneself, or one of the people of a direct room. */
function withName(state: State, { room, guest, to }: { room: number; guest: number; to: string }): State {
  const named = state.me?.guest === guest ? { ...state, me: { ...state.me, name: to } } : state
  return inRoom(named, room, ({ people, ...rest }) => {
    if (people === undefined) return rest
    return { ...rest, people: people.map(person => (person.guest === guest ? { ...person, name: to } : person)) }
  })
}
