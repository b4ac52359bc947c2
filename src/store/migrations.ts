// How the tables came to be, step by step. A step that has been released is never changed; a new one is added after it.
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Schema } from './schema.ts'

const first: Migration = {
  async up(db: Kysely<Schema>) {
    await db.schema
      .createTable('hub')
      .addColumn('id', 'integer', column => column.primaryKey())
      .addColumn('beat_at', 'bigint', column => column.notNull())
      .addColumn('next_session', 'bigint', column => column.notNull())
      .addColumn('next_guest_number', 'bigint', column => column.notNull())
      .execute()
    await db.insertInto('hub').values({ id: 1, beat_at: 0, next_session: 1, next_guest_number: 1 }).execute()
    await db.schema
      .createTable('rooms')
      .addColumn('id', 'integer', column => column.primaryKey())
      .addColumn('name', 'text', column => column.notNull().unique())
      .addColumn('last_seq', 'bigint', column => column.notNull())
      .addColumn('created_at', 'bigint', column => column.notNull())
      .execute()
    await db.schema
      .createTable('entries')
      .addColumn('room_id', 'integer', column => column.notNull().references('rooms.id'))
      .addColumn('seq', 'bigint', column => column.notNull())
      .addColumn('at', 'bigint', column => column.notNull())
      .addColumn('session_id', 'bigint', column => column.notNull())
      .addColumn('guest_id', 'bigint', column => column.notNull())
      .addColumn('author', 'text', column => column.notNull())
      .addColumn('kind', 'text', column => column.notNull())
      .addColumn('body', 'text', column => column.notNull())
      .addPrimaryKeyConstraint('entries_key', ['room_id', 'seq'])
      .execute()
    await db.schema
      .createTable('sessions')
      .addColumn('id', 'bigint', column => column.primaryKey())
      .addColumn('guest_id', 'bigint', column => column.notNull())
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('address', 'text', column => column.notNull())
      .addColumn('port', 'integer', column => column.notNull())
      .addColumn('door', 'text', column => column.notNull())
      .addColumn('connected_at', 'bigint', column => column.notNull())
      .addColumn('ended_at', 'bigint')
      .addColumn('reason', 'text')
      .execute()
    await db.schema.createIndex('sessions_by_end').on('sessions').columns(['ended_at', 'id']).execute()
    await db.schema
      .createTable('guests')
      .addColumn('id', 'bigint', column => column.primaryKey())
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('seq', 'bigint', column => column.notNull())
      .addColumn('token_hash', 'text', column => column.notNull().unique())
      .addColumn('token_at', 'bigint', column => column.notNull())
      .execute()
    await db.schema
      .createTable('files')
      .addColumn('name', 'text', column => column.primaryKey())
      .addColumn('version', 'text', column => column.notNull())
      .addColumn('sha256', 'text', column => column.notNull())
      .execute()
    await db.schema
      .createTable('staged_uploads')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('guest_id', 'bigint', column => column.notNull())
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('bytes', 'bigint', column => column.notNull())
      .addColumn('sha256', 'text', column => column.notNull())
      .addColumn('at', 'bigint', column => column.notNull())
      .execute()
    await db.schema
      .createTable('settings')
      .addColumn('key', 'text', column => column.primaryKey())
      .addColumn('value', 'text', column => column.notNull())
      .execute()
  },
}

export const migrations: Record<string, Migration> = { '0001-line': first }
