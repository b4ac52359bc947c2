// The database as Kysely sees it, for the steps by which the tables came to be. Only `migrate` loads it, when there is a step to be made:
// in each database thread it would take 20 MB and a good part of the start.
import { type DatabaseConnection, Kysely, type QueryResult, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { Schema } from './schema.ts'
import type { Sqlite } from './sqlite.ts'

export function kyselyOn(db: Sqlite): Kysely<Schema> {
  const connection: DatabaseConnection = {
    async executeQuery<R>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }): Promise<QueryResult<R>> {
      return { rows: db.all(sql, parameters) as R[] }
    },
    // biome-ignore lint/correctness/useYield: SQLite answers at once; there is nothing to stream.
    async *streamQuery() {
      throw new Error('queries are not streamed')
    },
  }
  return new Kysely<Schema>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => ({
        init: async () => {},
        acquireConnection: async () => connection,
        beginTransaction: async () => db.exec('BEGIN IMMEDIATE'),
        commitTransaction: async () => db.exec('COMMIT'),
        rollbackTransaction: async () => db.exec('ROLLBACK'),
        releaseConnection: async () => {},
        destroy: async () => {},
      }),
      createIntrospector: queries => new SqliteIntrospector(queries),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  })
}
