// An exclusive lease on a path, let go by the system when its holder dies: no stale lock to guess about by process numbers, which
// are used again. It is SQLite's lock on an empty database, the one file lock that Node brings for every system.
import { mkdir, open, rm, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export type Lease = AsyncDisposable

/** Closing any other handle of a locked file would let go of the lock (POSIX), so this process must not touch those again. */
const held = new Set<string>()

/** The lease, or undefined while somebody else holds it. */
export async function takeLease(at: string): Promise<Lease | undefined> {
  const path = resolve(at)
  if (held.has(path)) return undefined
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  for (;;) {
    await (await open(path, 'a', 0o600)).close()
    const before = await stat(path).catch(() => undefined)
    const database = lock(path)
    if (database === undefined) return undefined
    // A holder removes the file before it lets go; then this lock is on a file that nobody else will find.
    const after = await stat(path).catch(() => undefined)
    if (after !== undefined && after.ino === before?.ino) {
      held.add(path)
      return { [Symbol.asyncDispose]: () => release(path, database) }
    }
    database.close()
  }
}

function lock(path: string): DatabaseSync | undefined {
  const database = new DatabaseSync(path)
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    return database
  } catch {
    database.close()
    return undefined
  }
}

async function release(path: string, database: DatabaseSync): Promise<void> {
  // Windows removes no file that is open; there it stays, empty.
  await rm(path, { force: true }).catch(() => {})
  if (database.isOpen) database.close()
  held.delete(path)
}
