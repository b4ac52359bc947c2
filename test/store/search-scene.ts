// A log in a real main database, written as the hub writes it, with the search index beside it.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openSearch } from '../../src/store/search/search.ts'
import type { SearchAsk, SearchIndex } from '../../src/store/search/types.ts'
import { temporaryFolder } from '../support/hub.ts'

const tables = `
  PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
  CREATE TABLE rooms (id integer primary key, name text, last_seq bigint, created_at bigint, first_seq bigint default 1);
  CREATE TABLE entries (room_id integer, seq bigint, at bigint, session_id bigint, guest_id bigint, author text, kind text, body text,
    client_id text null, of_seq bigint null, extra text null, edited_seq bigint null, deleted_seq bigint null, primary key (room_id, seq));
`

export type Said = { room?: number; guest?: number; at?: number; kind?: string; of?: number }

/** The scene lies in a folder of its own, or in that of `place`. */
export async function searchScene(place?: { readonly path: string }) {
  await using made = new AsyncDisposableStack()
  const folder = place ?? made.use(await temporaryFolder())
  const main = new DatabaseSync(join(folder.path, 'partyline.sqlite'))
  main.exec(tables)
  const faults: string[] = []
  let index: SearchIndex | undefined
  let clock = 1_700_000_000_000

  const open = async () => {
    await index?.[Symbol.asyncDispose]()
    index = await openSearch(folder.path, sentence => faults.push(sentence))
    return index
  }
  /** Appends an entry and answers its seq. */
  const say = (body: string, { room = 1, guest = 1, at, kind = 'message', of }: Said = {}): number => {
    clock = at ?? clock + 1
    main.prepare('INSERT OR IGNORE INTO rooms (id, name, last_seq, created_at) VALUES (?, ?, 0, 0)').run(room, `room${room}`)
    const seq = Number(main.prepare('UPDATE rooms SET last_seq = last_seq + 1 WHERE id = ? RETURNING last_seq').get(room)?.last_seq)
    main
      .prepare(
        'INSERT INTO entries (room_id, seq, at, session_id, guest_id, author, kind, body, of_seq) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?)',
      )
      .run(room, seq, clock, guest, 'Ann', kind, body, of ?? null)
    return seq
  }
  const edit = (of: number, body: string): void => {
    const seq = say(body, { kind: 'edit', of })
    main.prepare('UPDATE entries SET body = ?, edited_seq = ? WHERE room_id = 1 AND seq = ?').run(body, seq, of)
  }
  const remove = (of: number): void => {
    const seq = say('', { kind: 'delete', of })
    main.prepare("UPDATE entries SET body = '', deleted_seq = ? WHERE room_id = 1 AND seq = ?").run(seq, of)
  }
  const ask = (text: string, more: Partial<SearchAsk> = {}): SearchAsk => ({ text, rooms: [1, 2, 3], most: 50, ...more })
  const page = async (text: string, more?: Partial<SearchAsk>) => {
    const searching = index ?? (await open())
    await searching.caughtUp()
    return searching.find(ask(text, more))
  }
  /** What is found once all that was said is indexed, as `room:seq`, newest first. */
  const found = async (text: string, more?: Partial<SearchAsk>) => (await page(text, more)).hits.map(({ room, seq }) => `${room}:${seq}`)

  const disposables = made.move()
  return {
    path: folder.path,
    main,
    faults,
    open,
    say,
    edit,
    remove,
    ask,
    page,
    found,
    [Symbol.asyncDispose]: async () => {
      await index?.[Symbol.asyncDispose]()
      if (main.isOpen) main.close()
      await disposables.disposeAsync()
    },
  }
}
