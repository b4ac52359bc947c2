// What SQLite's result codes mean for a hub. https://www.sqlite.org/rescode.html

const SQLITE_BUSY = 5
const SQLITE_LOCKED = 6
const SQLITE_IOERR = 10
const SQLITE_CORRUPT = 11
const SQLITE_FULL = 13
const SQLITE_READONLY = 8
const SQLITE_CANTOPEN = 14
const SQLITE_NOTADB = 26
const SQLITE_IOERR_FSYNC = SQLITE_IOERR | (4 << 8)
const SQLITE_IOERR_DIR_FSYNC = SQLITE_IOERR | (5 << 8)

/**
 * `full`: no space; what was asked is not stored and may be asked again. `failed`: the disk refused. `fatal`: after a failed fsync nobody
 * can say what is on the disk, so nothing more may be acknowledged. `fault`: no matter of the disk, a mistake of ours.
 */
export type Failure = 'full' | 'failed' | 'fatal' | 'fault'

/** The rest of the disk is kept for the log: a `full` that was seen coming. */
export class DiskNearlyFull extends Error {
  readonly errcode = SQLITE_FULL
}

export function failureOf(thrown: unknown): Failure {
  const code = thrown instanceof Error && 'errcode' in thrown && typeof thrown.errcode === 'number' ? thrown.errcode : -1
  if (code === SQLITE_IOERR_FSYNC || code === SQLITE_IOERR_DIR_FSYNC) return 'fatal'
  switch (code & 0xff) {
    case SQLITE_FULL:
      return 'full'
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return 'failed'
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return 'fatal'
    default:
      return 'fault'
  }
}
