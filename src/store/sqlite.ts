// node:sqlite as the queries see it: statements prepared once, every value checked before it is bound.
import { DatabaseSync, type StatementSync } from 'node:sqlite'

type Value = string | number | bigint | null | Uint8Array
type Prepared = { readonly statement: StatementSync; readonly parameters: number }

/** The database of this thread. `sql` is what SQLite and PostgreSQL both understand, but for its `?`. */
export type Sqlite = {
  /** Answers how many rows it changed. */
  run(sql: string, values: readonly unknown[]): number
  all(sql: string, values: readonly unknown[]): unknown[]
  /** The first row, if there is one. */
  first(sql: string, values: readonly unknown[]): unknown
  exec(sql: string): void
  close(): void
}

/** Opens the file; a writer makes it when it is not there. Commits are fsynced (WAL, synchronous FULL). */
export function openSqlite(path: string, access: 'write' | 'read'): Sqlite {
  const database = new DatabaseSync(path, { readOnly: access === 'read', timeout: 5_000 })
  if (access === 'write') database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
  const prepared = new Map<string, Prepared>()

  const prepare = (sql: string, values: readonly unknown[]): StatementSync => {
    let found = prepared.get(sql)
    if (found === undefined) {
      found = { statement: database.prepare(sql), parameters: sql.split('?').length - 1 }
      if (prepared.size < 200) prepared.set(sql, found)
    }
    // Too few values would be bound as NULL without a word.
    if (found.parameters !== values.length) throw new Error(`${found.parameters} values belong into: ${sql}`)
    return found.statement
  }
  return {
    run: (sql, values) => Number(prepare(sql, values).run(...values.map(checked)).changes),
    all: (sql, values) => prepare(sql, values).all(...values.map(checked)),
    first: (sql, values) => prepare(sql, values).get(...values.map(checked)),
    exec: sql => database.exec(sql),
    close: () => database.close(),
  }
}

/** node:sqlite binds NaN, a Date or an object as NULL; here they are faults. */
function checked(value: unknown): Value {
  if (value === null || typeof value === 'string' || typeof value === 'bigint' || value instanceof Uint8Array) return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new TypeError(`A ${typeof value} cannot be stored.`)
}
