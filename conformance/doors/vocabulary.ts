// The words that conversations are made of, above every syntax: what a participant can ask for, what comes back, and what is heard unasked.
// A place is a room's name (`#ops`), or `@` and the names of everybody in a direct room, sorted.
import type { Ears } from './ears.ts'

/** What somebody asks for. Where an entry is made, `id` is the sender's own, and `again` says that it should be stored already. */
export type Asked = { readonly id?: string; readonly again?: boolean } & (
  | { readonly ask: 'make'; readonly place: string; readonly kind: 'open' | 'private' }
  | { readonly ask: 'join' | 'leave'; readonly place: string }
  | { readonly ask: 'invite'; readonly place: string; readonly person: string }
  | { readonly ask: 'topic'; readonly place: string; readonly text: string }
  | { readonly ask: 'which topic'; readonly place: string }
  | { readonly ask: 'rename'; readonly place: string; readonly to: string }
  | { readonly ask: 'archive'; readonly place: string; readonly on: boolean }
  | { readonly ask: 'say'; readonly place: string; readonly text: string; readonly replyTo?: number }
  | { readonly ask: 'tell'; readonly people: readonly string[]; readonly text: string }
  | { readonly ask: 'edit'; readonly place: string; readonly of: number; readonly text: string }
  | { readonly ask: 'delete'; readonly place: string; readonly of: number }
  | { readonly ask: 'react'; readonly place: string; readonly of: number; readonly emoji: string; readonly on: boolean }
  | { readonly ask: 'put'; readonly name: string; readonly text: string }
  | { readonly ask: 'timeline'; readonly place: string; readonly page?: Page }
  | { readonly ask: 'log'; readonly place: string; readonly after: number }
  | { readonly ask: 'rooms' }
  | { readonly ask: 'who'; readonly place: string }
  | { readonly ask: 'members'; readonly place: string }
  | { readonly ask: 'search'; readonly text: string }
  | { readonly ask: 'read'; readonly place: string; readonly seq: number }
  | { readonly ask: 'type'; readonly place: string }
  | { readonly ask: 'forget' | 'exit' }
)

/** A part of a timeline: so many rows before, after or around a seq, or the newest. */
type Page = { readonly at: 'latest' | 'before' | 'after' | 'around'; readonly seq?: number; readonly rows: number }

export type Answer =
  | { readonly refused: string }
  | {
      readonly refused?: undefined
      readonly place?: string
      /** The entry's place in the log, where the carrier tells it or counts it. */
      readonly seq?: number
      readonly again?: boolean
      /** The log's last seq. */
      readonly last?: number
      readonly text?: string
      readonly names?: readonly string[]
      readonly rows?: readonly Told[]
      readonly rooms?: readonly RoomSeen[]
    }

export type RoomSeen = {
  readonly place: string
  readonly kind: string
  readonly state: string
  readonly here: number
  readonly topic: string
}

type Kind = 'message' | 'edit' | 'delete' | 'react' | 'topic' | 'rename' | 'archive' | 'member' | 'file' | 'file-gone' | 'file-renamed'

/** An entry of a log as it is told, live or as a row. A detail that a carrier cannot say is absent and is not compared there. */
export type Told = {
  readonly kind: Kind
  readonly author: string
  readonly seq?: number
  readonly place?: string
  readonly text?: string
  readonly of?: number
  readonly emoji?: string
  readonly on?: boolean
  readonly name?: string
  readonly bytes?: number
  readonly to?: string
  readonly change?: string
  readonly replyTo?: number
  /** Numbers of guests, or their names. */
  readonly mentions?: readonly (number | string)[]
  readonly edited?: boolean
  readonly deleted?: boolean
  /** `👍 2, 🎉 1` */
  readonly reactions?: string
}

/** What is told unasked and is no entry. */
export type Notice =
  | { readonly notice: 'come' | 'go'; readonly name: string }
  | { readonly notice: 'invited'; readonly place: string; readonly name: string }
  | { readonly notice: 'typing'; readonly place: string; readonly name: string }
  | { readonly notice: 'present'; readonly place: string; readonly count: number }
  | { readonly notice: 'gap'; readonly place: string; readonly from: number; readonly to: number }
  | { readonly notice: 'said'; readonly text: string }

/** Notices that are passed over unless they are asked for: other people may come, go and type. */
export const isPassing = ({ notice }: Notice): boolean =>
  notice === 'come' || notice === 'go' || notice === 'typing' || notice === 'present'

/** Somebody in a conversation, on one carrier. */
export interface Guest {
  readonly who: string
  /** Details that this carrier cannot say. */
  readonly blind: ReadonlySet<keyof Told>
  readonly ears: Ears
  arrive(name: string): Promise<void>
  /** Makes sure that there is a token to come back with. */
  keepToken(): Promise<void>
  /** The same guest in a new connection; what was said in `place` after `seq` follows. Answers the name. */
  comeBack(seen?: { readonly place: string; readonly seq: number }): Promise<string>
  ask(asked: Asked): Promise<Answer>
  /** Sends it and breaks the connection off, without waiting for anything. */
  askAndBreak(asked: Asked): void
  /** Settles when all that the hub had to say before has been heard. */
  settle(): Promise<void>
  /** Unread messages and mentions, as they were told when the guest came in. */
  unreadIn(place: string): { readonly unread: number; readonly mentions: number } | undefined
  /** The name of a guest by its number. */
  nameOf(guest: number, place: string): Promise<string>
  /** Cuts the connection off. */
  cut(): void
}
