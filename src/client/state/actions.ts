// All that can happen to the state: what the hub told, and what was done here.
import type { AccountView } from '../../protocol/accounts.ts'
import type { RoomRef } from '../../protocol/asking.ts'
import type { HelloReply, WireEntry } from '../../protocol/json.ts'
import type { Person, RoomView } from '../../protocol/rooms.ts'
import type { Receipt } from '../api.ts'
import type { PageRead } from './pages.ts'
import type { ConnectionState, Notice, Pending } from './state.ts'

type NoticeBody = Notice extends infer N ? (N extends Notice ? Omit<N, 'number'> : never) : never

export type Action =
  | { readonly type: 'connection'; readonly connection: ConnectionState }
  /** The hub answered `hello`. `cursors`: by room id, after which seq its entries follow; rooms that are not there begin anew. */
  | {
      readonly type: 'hello'
      readonly hello: HelloReply
      readonly cursors: ReadonlyMap<number, number>
      readonly former: Person | undefined
    }
  /** Something on a room's shelf has changed that is no entry. */
  | { readonly type: 'shelf'; readonly room: number }
  | { readonly type: 'named'; readonly name: string }
  | { readonly type: 'account'; readonly account: AccountView }
  | { readonly type: 'limits'; readonly limits: Readonly<Record<string, number>> }
  | { readonly type: 'entries'; readonly room: number; readonly entries: readonly WireEntry[] }
  | { readonly type: 'gap'; readonly room: number; readonly from: number; readonly to: number }
  | { readonly type: 'room'; readonly room: RoomView; readonly entered: boolean }
  | { readonly type: 'gone'; readonly room: number; readonly name: string; readonly at: number }
  | { readonly type: 'invited'; readonly room: number; readonly name: string; readonly by: string }
  | { readonly type: 'present'; readonly room: number; readonly count: number }
  | { readonly type: 'typing'; readonly room: number; readonly guest: number; readonly name: string; readonly until: number }
  /** Whoever typed until then types no more. */
  | { readonly type: 'typed'; readonly now: number }
  | { readonly type: 'notice'; readonly notice: NoticeBody }
  /** A page is asked for; `answered` when it came or will not come. */
  | { readonly type: 'asked'; readonly room: number }
  | { readonly type: 'answered'; readonly room: number }
  | { readonly type: 'page'; readonly room: number; readonly page: PageRead }
  | { readonly type: 'look'; readonly room: number; readonly seq: number | undefined }
  | { readonly type: 'read'; readonly room: number; readonly seq: number }
  | { readonly type: 'queued'; readonly room: RoomRef; readonly pending: Pending }
  | { readonly type: 'sent'; readonly ids: readonly string[] }
  /** The connection is gone: what was sent and is not settled is queued again. */
  | { readonly type: 'unsent' }
  | { readonly type: 'settled'; readonly id: string; readonly receipt: Receipt; readonly again: boolean }
  | { readonly type: 'refused'; readonly id: string; readonly code: string; readonly sentence: string }
  | { readonly type: 'discarded'; readonly id: string }
