// Saying something in a room: checked, given its mentions, and stored together with what was said in the same moment.
import { limits } from '../protocol/limits.ts'
import { Refusal } from '../protocol/refusals.ts'
import type { Hub } from './hub.ts'
import { demandLetIn } from './identity.ts'
import { mentionedIn } from './mentions.ts'
import { demand } from './permissions.ts'
import type { Appended, NewEntry } from './ports.ts'
import type { Room } from './room.ts'
import type { Session } from './session.ts'

/** A message as its sender gives it; `id` is the sender's own. */
export type Said = { readonly text: string; readonly id?: string; readonly replyTo?: number; readonly files?: readonly string[] }

/** Stores what a session says, in order, in one transaction; receipts are the door's. Refusals: `sign-in-needed`, of `demand`, `storage-full`, `storage-failed`. */
export async function say(hub: Hub, session: Session, room: Room, said: readonly Said[], at: number): Promise<Appended> {
  void hub.register.open(session)
  demandLetIn(hub, session.guest)
  demand('speak', session, room)
  return room.append(
    session,
    said.map(message => messageOf(hub, room, message)),
    at,
  )
}

export function messageOf(hub: Hub, room: Room, { text, id, replyTo, files }: Said): NewEntry & { kind: 'message' } {
  // Most messages are nothing but a text, and there are many of them.
  if (id === undefined && replyTo === undefined && files === undefined && !text.includes('@')) return { kind: 'message', text }
  return {
    kind: 'message',
    text,
    ...mentionedIn(text, room, hub.presence),
    ...(id !== undefined && { id }),
    ...(replyTo !== undefined && { replyTo }),
    ...(files !== undefined && files.length > 0 && { files }),
  }
}

/** Whether a text is not too long. A UTF-16 unit is at most three bytes. */
export const fits = (text: string, bytesMax: number): boolean =>
  text.length * 3 <= bytesMax || new TextEncoder().encode(text).length <= bytesMax

/** Refusal: `line-too-long`. */
export function checkTopic(text: string): void {
  if (text.length <= limits.topicCharactersMax) return
  throw new Refusal('line-too-long', `A topic has at most ${limits.topicCharactersMax} characters. Choose a shorter one.`)
}

/** Refusal: `line-too-long`. */
export function checkLength(text: string, bytesMax: number): void {
  if (fits(text, bytesMax)) return
  throw new Refusal('line-too-long', `This text is longer than ${bytesMax} bytes. Send it in parts, or put it as a file.`)
}
