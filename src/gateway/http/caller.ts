// Who asks over HTTP: the guest whose token the request carries, as Bearer or cookie, or else somebody whom nobody knows, who is in the lobby
// alone. And which room is meant: its name without the `#`, or `~` and its number where it has no name.
import type { IncomingMessage } from 'node:http'
import type { Caller } from '../../hub/files/pace.ts'
import type { Hub } from '../../hub/hub.ts'
import { demandLetIn, guestWith } from '../../hub/identity.ts'
import { type Act, demandOf } from '../../hub/permissions.ts'
import type { Room, Writer } from '../../hub/room.ts'
import { Refusal } from '../../protocol/refusals.ts'
import { lobbyId } from '../../protocol/rooms.ts'
import { peerOf } from '../peers.ts'
import type { Passes } from './passes.ts'

export type HttpCaller = Caller & {
  readonly name: string
  /** By whom entries are that this caller causes. */
  readonly writer: Writer
}

/** What a guest is called of whom nothing is known. */
const unknownName = 'Guest'

/** `passes`: where these count as well as tokens. Refusals: `bad-token`, `sign-in-needed`. */
export async function callerOf(hub: Hub, request: IncomingMessage, passes?: Passes): Promise<HttpCaller> {
  const { address } = peerOf(request.socket)
  const token = tokenOf(request)
  const known = token === undefined ? await passes?.guest(request) : await guestWith(hub, token)
  const guest = known?.id ?? 0
  demandLetIn(hub, guest)
  // Connected, it may be called something else by now.
  const name = known === undefined ? unknownName : (hub.presence.ofGuest(known.id)[0]?.name ?? known.name)
  return { guest, address, name, writer: { id: 0, guest, name } }
}

export function tokenOf({ headers }: IncomingMessage): string | undefined {
  const [, bearer] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? []
  const [, cookie] = /(?:^|;\s*)partyline=([^;\s]+)/.exec(headers.cookie ?? '') ?? []
  return bearer ?? cookie
}

/** The room of this name, if the caller may do that there. Refusals: `no-such-room`, `not-a-member`, `archived`, `forbidden`. */
export async function roomFor(act: Act, hub: Hub, caller: HttpCaller, name: string): Promise<Room> {
  const number = /^~(\d{1,15})$/.exec(name)?.[1]
  const room = await hub.rooms.find(number === undefined ? `#${name}` : Number(number))
  if (room === undefined) throw new Refusal('no-such-room')
  await demand(act, hub, caller, room)
  return room
}

/** Refusals: `no-such-room`, `not-a-member`, `archived`, `forbidden`. */
export async function demand(act: Act, hub: Hub, caller: HttpCaller, room: Room): Promise<void> {
  demandOf(act, caller.guest, await isMember(hub, caller, room), room)
}

export async function isMember(hub: Hub, { guest }: HttpCaller, room: Room): Promise<boolean> {
  if (room.id === lobbyId) return true
  return guest !== 0 && (await hub.store.standing(guest, room.id)) === 'member'
}
