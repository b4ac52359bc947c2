// Who may do what in a room: this is the only place that decides.
import { Refusal, type RefusalCode } from '../protocol/refusals.ts'
import type { Room } from './room.ts'
import type { Session } from './session.ts'

export type Act = 'read' | 'speak' | 'invite' | 'topic' | 'manage' | 'leave'

/** Refusals: `no-such-room`, `not-a-member`, `archived`, `forbidden`. */
export function demand(act: Act, session: Session, room: Room): void {
  const code = refusalOf(act, session, room)
  if (code !== undefined) throw new Refusal(code)
}

function refusalOf(act: Act, session: Session, room: Room): RefusalCode | undefined {
  if (!session.feeds.has(room)) return room.kind === 'open' ? 'not-a-member' : 'no-such-room'
  const isLobby = room === session.lobby
  switch (act) {
    case 'read':
      return undefined
    case 'speak':
      return room.archived ? 'archived' : undefined
    case 'invite':
    case 'topic':
      if (isLobby || room.kind === 'direct') return 'forbidden'
      return room.archived ? 'archived' : undefined
    case 'manage':
      return isLobby || room.kind === 'direct' || room.owner !== session.guest ? 'forbidden' : undefined
    case 'leave':
      return isLobby || room.kind === 'direct' ? 'forbidden' : undefined
  }
}
