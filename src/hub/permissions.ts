// Who may do what in a room: this is the only place that decides.
import { Refusal, type RefusalCode } from '../protocol/refusals.ts'
import { lobbyId } from '../protocol/rooms.ts'
import type { FileRecord, ShareRecord } from './ports.ts'
import type { Room } from './room.ts'
import type { Session } from './session.ts'

export type Act = 'read' | 'speak' | 'put' | 'invite' | 'topic' | 'manage' | 'leave'

/** Refusals: `no-such-room`, `not-a-member`, `archived`, `forbidden`. */
export function demand(act: Act, session: Session, room: Room): void {
  demandOf(act, session.guest, session.feeds.has(room), room)
}

/** For a guest who may not be connected. Refusals: as of `demand`. */
export function demandOf(act: Act, guest: number, isMember: boolean, room: Room): void {
  const code = refusalOf(act, guest, isMember, room)
  if (code !== undefined) throw new Refusal(code)
}

/** Whoever put a file there may take it away or rename it, and so may whoever made the room. Refusals: as of `demand`. */
export function demandFile(guest: number, isMember: boolean, room: Room, file: FileRecord): void {
  demandOf('put', guest, isMember, room)
  const isOwn = file.guest === guest && guest !== 0
  if (!isOwn && (room.owner === 0 || room.owner !== guest)) throw new Refusal('forbidden', 'Only who put a file there can do that.')
}

/** Who made a link may revoke it, and so may whose file it is and whoever made the room. */
export function mayUnshare(guest: number, room: Room, file: FileRecord, share: ShareRecord): boolean {
  return guest !== 0 && (share.guest === guest || file.guest === guest || room.owner === guest)
}

function refusalOf(act: Act, guest: number, isMember: boolean, room: Room): RefusalCode | undefined {
  if (!isMember) return room.kind === 'open' ? 'not-a-member' : 'no-such-room'
  const isLobby = room.id === lobbyId
  switch (act) {
    case 'read':
      return undefined
    case 'speak':
    case 'put':
      return room.archived ? 'archived' : undefined
    case 'invite':
    case 'topic':
      if (isLobby || room.kind === 'direct') return 'forbidden'
      return room.archived ? 'archived' : undefined
    case 'manage':
      return isLobby || room.kind === 'direct' || room.owner !== guest ? 'forbidden' : undefined
    case 'leave':
      return isLobby || room.kind === 'direct' ? 'forbidden' : undefined
  }
}
