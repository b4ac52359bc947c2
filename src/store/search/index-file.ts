// The file of the full-text index. It holds nothing that the log does not: whatever is wrong with it, it is thrown away and made anew.
import { rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { failureOf } from '../failures.ts'

/** Raised with every change of the tables or of what text folds to; a new Unicode may fold otherwise too. */
const version = `1, Unicode ${process.versions.unicode}`

// `docs.id` is the time in milliseconds times 2^20 and a count: by id is by time, so the newest are found without sorting.
// The prefix index of one letter costs 100 MB for a million messages; without it `a*` takes 70 ms among them, with it nothing.
const tables = `
  CREATE TABLE about (version TEXT NOT NULL);
  CREATE TABLE docs (id INTEGER PRIMARY KEY, room INTEGER NOT NULL, seq INTEGER NOT NULL, UNIQUE (room, seq));
  CREATE TABLE cursors (room INTEGER PRIMARY KEY, seq INTEGER NOT NULL, at INTEGER NOT NULL);
  CREATE VIRTUAL TABLE found USING fts5 (text, tags, content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3');
`

/** Opens the file and prepares for `use` of it. If either fails, other than for the disk's sake, the file is made anew and opened again. */
export function openIndexFile<T>(path: string, use: (database: DatabaseSync) => T): T {
  try {
    return openThis(path, use)
  } catch (thrown) {
    const failure = failureOf(thrown)
    if (failure === 'full' || failure === 'failed') throw thrown
    dropIndexFile(path)
    return openThis(path, use)
  }
}

export function dropIndexFile(path: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${end}`, { force: true })
}

class OtherVersion extends Error {}

function openThis<T>(path: string, use: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(path, { timeout: 5_000 })
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32000')
    if (database.prepare('SELECT 1 FROM sqlite_master').get() === undefined) {
      database.exec(`BEGIN; ${tables}`)
      database.prepare('INSERT INTO about VALUES (?)').run(version)
      database.exec('COMMIT')
    }
    if (database.prepare('SELECT version FROM about').get()?.version !== version) throw new OtherVersion()
    return use(database)
  } catch (thrown) {
    database.close()
    throw thrown
  }
}
