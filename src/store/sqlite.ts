// node:sqlite as Kysely sees it: one connection, statements prepared once, every value checked before it is bound.
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { Schema } from './schema.ts'

type Value = string | number | bigint | null | Uint8Array
type Prepared = { readonly statement: StatementSync; readonly parameters: number; readonly answers: boolean }

/** The database of this thread: raw statements for the append road, queries by Kysely for all else. */
export type Sqlite = {
  readonly queries: Kysely<Schema>
  run(sql: string, values: readonly unknown[]): void
  all(sql: string, values: readonly unknown[]): unknown[]
  exec(sql: string): void
  close(): void
}

/** Opens the file; a writer makes it when it is not there. Commits are fsynced (WAL, synchronous FULL). */
export function openSqlite(path: string, access: 'write' | 'read'): Sqlite {
  const database = new DatabaseSync(path, { readOnly: access === 'read', timeout: 5_000 })
  if (access === 'write') database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
  const prepared = new Map<string, Prepared>()

  const prepare = (sql: string, values: readonly unknown[]): Prepared => {
    let found = prepared.get(sql)
    if (found === undefined) {
      const statement = database.prepare(sql)
      found = { statement, parameters: sql.split('?').length - 1, answers: statement.columns().length > 0 }
      if (prepared.size < 200) prepared.set(sql, found)
    }
    // Too few values would be bound as NULL without a word.
    if (found.parameters !== values.length) throw new Error(`${found.parameters} values belong into: ${sql}`)
    return found
  }
  const all = (sql: string, values: readonly unknown[]): unknown[] => prepare(sql, values).statement.all(...values.map(checked))
  const run = (sql: string, values: readonly unknown[]): void => {
    prepare(sql, values).statement.run(...values.map(checked))
  }

  const connection: DatabaseConnection = {
    async executeQuery<R>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }): Promise<QueryResult<R>> {
      const { statement, answers } = prepare(sql, parameters)
      if (answers) return { rows: statement.all(...parameters.map(checked)) as R[] }
      const { changes } = statement.run(...parameters.map(checked))
      return { rows: [], numAffectedRows: BigInt(changes) }
    },
    // biome-ignore lint/correctness/useYield: SQLite answers at once; there is nothing to stream.
    async *streamQuery() {
      throw new Error('queries are not streamed')
    },
  }
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => connection,
    beginTransaction: async () => database.exec('BEGIN IMMEDIATE'),
    commitTransaction: async () => database.exec('COMMIT'),
    rollbackTransaction: async () => database.exec('ROLLBACK'),
    releaseConnection: async () => {},
    destroy: async () => {},
  }
  const dialect: Dialect = {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => driver,
    createIntrospector: queries => new SqliteIntrospector(queries),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
  return { queries: new Kysely<Schema>({ dialect }), all, run, exec: sql => database.exec(sql), close: () => database.close() }
}

/** node:sqlite binds NaN, a Date or an object as NULL; here they are faults. */
function checked(value: unknown): Value {
  if (value === null || typeof value === 'string' || typeof value === 'bigint' || value instanceof Uint8Array) return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new TypeError(`A ${typeof value} cannot be stored.`)
}
