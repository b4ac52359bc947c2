// Links by which a file is shared. A link is known by the hash of its token alone; those who may revoke it call it by that hash's first digits.
import type { ShareRecord } from '../../hub/ports.ts'
import type { Sqlite } from '../sqlite.ts'

const columns =
  'token_hash, file_id AS file, guest_id AS guest, created_at AS createdAt, expires_at AS expiresAt, downloads_left AS downloadsLeft, password_hash AS passwordHash'

type Row = {
  token_hash: string
  file: string
  guest: number
  createdAt: number
  expiresAt: number | null
  downloadsLeft: number | null
  passwordHash: string | null
}

const idDigits = 16

const toRecord = ({ token_hash, expiresAt, downloadsLeft, passwordHash, ...row }: Row): ShareRecord => ({
  ...row,
  id: token_hash.slice(0, idDigits),
  ...(expiresAt !== null && { expiresAt }),
  ...(downloadsLeft !== null && { downloadsLeft }),
  hasPassword: passwordHash !== null,
  passwordHash: passwordHash ?? undefined,
})

export function saveShare(db: Sqlite, share: ShareRecord, tokenHash: string): void {
  const { file, guest, createdAt, expiresAt, downloadsLeft, passwordHash } = share
  db.run(
    'INSERT INTO shares (token_hash, file_id, guest_id, created_at, expires_at, downloads_left, password_hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
    [tokenHash, file, guest, createdAt, expiresAt ?? null, downloadsLeft ?? null, passwordHash ?? null],
  )
}

export function share(db: Sqlite, tokenHash: string): ShareRecord | undefined {
  return (db.all(`SELECT ${columns} FROM shares WHERE token_hash = ?`, [tokenHash]) as Row[]).map(toRecord)[0]
}

export function sharesOf(db: Sqlite, file: string): ShareRecord[] {
  return (db.all(`SELECT ${columns} FROM shares WHERE file_id = ? ORDER BY created_at`, [file]) as Row[]).map(toRecord)
}

/** One statement decides: of many at once only as many are let in as there were downloads left. */
export function takeShare(db: Sqlite, tokenHash: string, at: number): boolean {
  const changed = db.run(
    `UPDATE shares SET downloads_left = downloads_left - 1 WHERE token_hash = ? AND (downloads_left IS NULL OR downloads_left > 0)
     AND (expires_at IS NULL OR expires_at > ?)`,
    [tokenHash, at],
  )
  return changed > 0
}

export function dropShare(db: Sqlite, file: string, id: string): void {
  db.run('DELETE FROM shares WHERE file_id = ? AND substr(token_hash, 1, ?) = ?', [file, idDigits, id])
}
