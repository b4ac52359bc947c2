// Uploads that can be gone on with.
import type { TransferRecord } from '../../hub/ports.ts'
import type { Sqlite } from '../sqlite.ts'

const columns = 'id, room_id AS room, guest_id AS guest, author, name, bytes, sha256, if_taken AS ifTaken, at'

type Row = Omit<TransferRecord, 'bytes' | 'sha256'> & { readonly bytes: number | null; readonly sha256: string | null }

export function transfers(db: Sqlite): TransferRecord[] {
  const rows = db.all(`SELECT ${columns} FROM transfers ORDER BY at`, []) as Row[]
  return rows.map(row => ({ ...row, bytes: row.bytes ?? undefined, sha256: row.sha256 ?? undefined }))
}

export function saveTransfer(db: Sqlite, { id, room, guest, author, name, bytes, sha256, ifTaken, at }: TransferRecord): void {
  db.run(
    `INSERT INTO transfers (id, room_id, guest_id, author, name, bytes, sha256, if_taken, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET bytes = excluded.bytes, at = excluded.at`,
    [id, room, guest, author, name, bytes ?? null, sha256 ?? null, ifTaken, at],
  )
}

export function dropTransfer(db: Sqlite, id: string): void {
  db.run('DELETE FROM transfers WHERE id = ?', [id])
}
