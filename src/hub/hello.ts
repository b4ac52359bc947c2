// `hello`, the first frame: who one is, which rooms one is in, and from where on one is given their entries.
import { readName } from '../protocol/names.ts'
import { Refusal } from '../protocol/refusals.ts'
import type { RoomView } from '../protocol/rooms.ts'
import { enterOwnRooms } from './entering.ts'
import type { Hub } from './hub.ts'
import { become, demandLetIn, dismissGhost, giveToken, guestWith, tokenGoodUntil } from './identity.ts'
import type { Connection, GuestRow, Membership } from './ports.ts'
import { Session } from './session.ts'
import { viewOf } from './views.ts'

export type Greeting = {
  readonly token: string | undefined
  readonly name: string | undefined
  /** By room id: the last seq that was seen. */
  readonly cursors: Readonly<Record<string, number>>
}

export type Introduced = {
  readonly session: Session
  readonly rooms: readonly RoomView[]
  /** Only when it is new. */
  readonly token: string | undefined
  readonly tokenExpiresAt: number
  /** Called when the answer is written: entries may follow. */
  begin(): void
}

/** Lets a connection in, or tells an entered session who it is. Refusals: `bad-token`, `sign-in-needed`, `stopping`, those at the door, `storage-failed`. */
export async function introduce(hub: Hub, who: Connection | Session, { token, name, cursors }: Greeting): Promise<Introduced> {
  await hub.register.endsWritten()
  const guest = token === undefined ? undefined : await guestWith(hub, token)
  demandLetIn(hub, guest?.id ?? (who instanceof Session ? who.guest : 0))
  const session = who instanceof Session ? await known(hub, who, guest) : enter(hub, who, guest, name)
  try {
    return await settle(hub, session, { name: who instanceof Session && guest === undefined ? name : undefined, cursors })
  } catch (thrown) {
    // Who could not be told who it is was not let in.
    if (!(who instanceof Session)) hub.end(session, 'refused')
    throw thrown
  }
}

async function settle(
  hub: Hub,
  session: Session,
  { name, cursors }: { name: string | undefined; cursors: Greeting['cursors'] },
): Promise<Introduced> {
  if (name !== undefined) take(hub, session, name)
  // What a ghost had said is stored by now, and a number that is told is written down.
  await Promise.all([hub.register.open(session), hub.register.endsWritten()])
  const made = session.hasToken ? undefined : await giveToken(hub, session)
  const cursorOf = ({ id, last }: Membership): number => Math.min(cursors[id] ?? last, last)
  const { lobby, rooms } = await enterOwnRooms(hub, session, cursorOf)
  if (session.ended) throw new Refusal('resumed-elsewhere', undefined, { closes: true })
  const places = [{ room: hub.rooms.lobby, place: lobby }, ...rooms]
  for (const { room, place } of places) session.feeds.get(room)?.rewind(cursorOf(place))
  const views = places.map(({ room, place }) => viewOf(room, session, place))
  return {
    session,
    rooms: views,
    token: made?.token,
    tokenExpiresAt: made?.expiresAt ?? tokenGoodUntil(hub),
    begin: () => begin(hub, session),
  }
}

function enter(hub: Hub, connection: Connection, guest: GuestRow | undefined, name: string | undefined): Session {
  const former = guest === undefined ? undefined : dismissGhost(hub, guest)
  const wanted = name === undefined ? undefined : freeName(hub, name)
  const entered = hub.enter(connection, { ...(former !== undefined && { guest: former }), ...(wanted !== undefined && { name: wanted }) })
  if (entered instanceof Refusal) throw entered
  hub.register.used(entered)
  return entered
}

async function known(hub: Hub, session: Session, guest: GuestRow | undefined): Promise<Session> {
  session.hold()
  if (guest !== undefined) await become(hub, session, guest)
  return session
}

function begin(hub: Hub, session: Session): void {
  if (!session.greeted) hub.welcomed(session)
  session.release()
  session.unblock()
}

function freeName(hub: Hub, raw: string): string | undefined {
  const read = readName(raw)
  return 'name' in read && hub.presence.mayTake(read.name) ? read.name : undefined
}

/** A name that is not free is not worth a refusal: one has another already. */
function take(hub: Hub, session: Session, raw: string): void {
  const name = freeName(hub, raw)
  if (name !== undefined) hub.rename(session, name)
}
