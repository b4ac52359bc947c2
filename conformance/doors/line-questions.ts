// Questions of the line door that are answered in rows.
import { Mismatch } from '../listener.ts'
import type { LineTalk } from './line-talk.ts'
import { readRoom } from './line-words.ts'
import type { Answer, RoomSeen } from './vocabulary.ts'

const roomsRowsMax = 500

/** The code of a refusal. */
export const codeOf = (line: string): string | undefined => /^ERROR ([a-z0-9-]+) ./.exec(line)?.[1]

/** Every row has to be one that `read` understands. */
export async function askRows<T>(
  talk: LineTalk,
  line: string,
  read: (row: string) => T | undefined,
  make: (rows: T[]) => Answer,
): Promise<Answer> {
  const reply = await talk.ask(line)
  const refused = codeOf(reply.line)
  if (refused !== undefined) return { refused }
  const rows = reply.rows.map(row => {
    const found = read(row)
    if (found === undefined) throw new Mismatch(`expected: a row of ${reply.line}\ngot:      ${row}`)
    return found
  })
  return make(rows)
}

/** All rooms there are, page by page. */
export async function allRooms(talk: LineTalk): Promise<Answer> {
  const rooms: RoomSeen[] = []
  for (let after = ''; ; after = ` ${rooms.at(-1)?.place}`) {
    const page = await askRows(talk, `/rooms${after}`, readRoom, found => ({ rooms: found }))
    const found = page.refused === undefined ? (page.rooms ?? []) : []
    rooms.push(...found)
    if (found.length < roomsRowsMax) return { rooms }
  }
}
