// What the operator does not want kept for ever: the oldest entries go, a few at a time, and the log remembers where it begins now.
import { limits } from '../../protocol/limits.ts'
import type { Sqlite } from '../sqlite.ts'

type Head = { id: number; first_seq: number; last_seq: number }

/** Removes some of the entries from before `at`; answers rooms whose first seq has changed. */
export function retain(db: Sqlite, at: number): { room: number; first: number }[] {
  const changed: { room: number; first: number }[] = []
  let left: number = limits.retainedRowsPerStep
  const old = db.all(
    'SELECT id, first_seq, last_seq FROM rooms WHERE last_seq >= first_seq AND (SELECT at FROM entries WHERE room_id = rooms.id AND seq = rooms.first_seq) < ? LIMIT 100',
    [at],
  ) as Head[]
  for (const { id, first_seq, last_seq } of old) {
    if (left === 0) break
    const [row] = db.all(
      'SELECT min(seq) AS kept FROM (SELECT seq, at FROM entries WHERE room_id = ? AND seq >= ? ORDER BY seq LIMIT ?) WHERE at >= ?',
      [id, first_seq, left, at],
    ) as { kept: number | null }[]
    const first = row?.kept ?? Math.min(first_seq + left, last_seq + 1)
    db.run('DELETE FROM reactions WHERE room_id = ? AND of_seq < ?', [id, first])
    db.run('DELETE FROM mentions WHERE room_id = ? AND seq < ?', [id, first])
    db.run('DELETE FROM entries WHERE room_id = ? AND seq < ?', [id, first])
    db.run('UPDATE rooms SET first_seq = ? WHERE id = ?', [first, id])
    left -= first - first_seq
    changed.push({ room: id, first })
  }
  return changed
}
