// What a verb is: it takes the hub, the session that asks and the command, and says what comes of it.
import type { CommandOf, Event, Verb } from '../../protocol/messages.ts'
import type { Download } from '../files/download.ts'
import type { Caller } from '../files/pace.ts'
import type { Told } from '../files/shelf.ts'
import type { Upload } from '../files/upload.ts'
import type { Hub } from '../hub.ts'
import type { LogStretch } from '../log-reading.ts'
import type { Placed, Room } from '../room.ts'
import type { Session } from '../session.ts'

/** What comes of a command: an event that is the whole reply, a transfer that the door carries out, another syntax, or a goodbye. */
export type Outcome =
  /** `after` is called when the reply is written. */
  | { readonly kind: 'reply'; readonly event: Event; readonly after?: () => void }
  | { readonly kind: 'log'; readonly word: 'history' | 'since'; readonly stretch: LogStretch }
  | { readonly kind: 'download'; readonly download: Download }
  | { readonly kind: 'upload'; readonly upload: Upload; readonly bytes: number }
  | { readonly kind: 'frames' }
  | { readonly kind: 'leave'; readonly event: Event }

/** Says no by throwing a `Refusal`. */
export type Perform<V extends Verb> = (hub: Hub, session: Session, command: CommandOf<V>) => Outcome | Promise<Outcome>

export const reply = (event: Event): Outcome => ({ kind: 'reply', event })

/** It is durable, and this is its place. */
export const receipt = (room: Room, { entry, again }: Placed): Outcome =>
  reply({ event: 'receipt', room: room.id, name: room.label, seq: entry.seq, at: entry.at, entry, again })

/** The sender's own id, if it gave one. */
export const own = ({ id }: { id?: string }): { id?: string } => (id === undefined ? {} : { id })

/** Whoever asks for a transfer in this session. */
export const callerOf = ({ guest, connection }: Session): Caller => ({ guest, address: connection.address })

/** A change to a shelf is durable, and this is its place. */
export function toldOf(room: Room, { entries, appended }: Told): Outcome {
  const { bodies, guest, session, author, at } = entries
  const [body] = bodies
  if (body === undefined) throw new Error('a change that nothing tells of')
  const { named: _, ...plain } = body
  return receipt(room, { entry: { ...plain, seq: appended.first, at, session, guest, author }, again: false })
}
