// How the tables came to be, step by step. A step that has been released is never changed; a new one is added after it.
import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { nameKeys } from '../protocol/names.ts'
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

const rooms: Migration = {
  async up(db: Kysely<Schema>) {
    const { schema } = db
    const { sql } = await import('kysely')
    await schema
      .alterTable('hub')
      .addColumn('data_id', 'text', column => column.notNull().defaultTo(''))
      .execute()
    await schema
      .alterTable('rooms')
      .addColumn('kind', 'text', column => column.notNull().defaultTo('open'))
      .execute()
    await schema
      .alterTable('rooms')
      .addColumn('topic', 'text', column => column.notNull().defaultTo(''))
      .execute()
    await schema
      .alterTable('rooms')
      .addColumn('archived', 'integer', column => column.notNull().defaultTo(0))
      .execute()
    await schema
      .alterTable('rooms')
      .addColumn('owner_id', 'bigint', column => column.notNull().defaultTo(0))
      .execute()
    await schema
      .alterTable('rooms')
      .addColumn('first_seq', 'bigint', column => column.notNull().defaultTo(1))
      .execute()
    await schema
      .createTable('room_names')
      .addColumn('key', 'text', column => column.primaryKey())
      .addColumn('room_id', 'integer', column => column.notNull().references('rooms.id'))
      .execute()
    await schema.createIndex('room_names_by_room').on('room_names').column('room_id').execute()
    for (const column of ['client_id', 'extra'] as const) await schema.alterTable('entries').addColumn(column, 'text').execute()
    for (const column of ['of_seq', 'edited_seq', 'deleted_seq'] as const)
      await schema.alterTable('entries').addColumn(column, 'bigint').execute()
    await schema
      .createIndex('entries_by_client_id')
      .unique()
      .on('entries')
      .columns(['guest_id', 'client_id'])
      .where('client_id', 'is not', null)
      .execute()
    await schema.createIndex('entries_edits').on('entries').columns(['room_id', 'of_seq']).where(sql`kind`, '=', 'edit').execute()
    await schema
      .createTable('members')
      .addColumn('guest_id', 'bigint', column => column.notNull())
      .addColumn('room_id', 'integer', column => column.notNull().references('rooms.id'))
      .addColumn('state', 'text', column => column.notNull())
      .addColumn('read_seq', 'bigint', column => column.notNull())
      .addColumn('since_seq', 'bigint', column => column.notNull())
      .addPrimaryKeyConstraint('members_key', ['guest_id', 'room_id'])
      .execute()
    await schema.createIndex('members_by_room').on('members').columns(['room_id', 'guest_id']).execute()
    await schema
      .createTable('mentions')
      .addColumn('guest_id', 'bigint', column => column.notNull())
      .addColumn('room_id', 'integer', column => column.notNull().references('rooms.id'))
      .addColumn('seq', 'bigint', column => column.notNull())
      .addPrimaryKeyConstraint('mentions_key', ['guest_id', 'room_id', 'seq'])
      .execute()
    await schema.createIndex('mentions_by_entry').on('mentions').columns(['room_id', 'seq']).execute()
    await schema
      .createTable('reactions')
      .addColumn('room_id', 'integer', column => column.notNull().references('rooms.id'))
      .addColumn('of_seq', 'bigint', column => column.notNull())
      .addColumn('emoji', 'text', column => column.notNull())
      .addColumn('guest_id', 'bigint', column => column.notNull())
      .addColumn('seq', 'bigint', column => column.notNull())
      .addPrimaryKeyConstraint('reactions_key', ['room_id', 'of_seq', 'emoji', 'guest_id'])
      .execute()
    // A guest is remembered from its first room on, whether it has a token or not.
    await schema
      .createTable('known_guests')
      .addColumn('id', 'bigint', column => column.primaryKey())
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('name_key', 'text', column => column.notNull())
      .addColumn('seq', 'bigint', column => column.notNull())
      .addColumn('token_hash', 'text', column => column.unique())
      .addColumn('token_at', 'bigint', column => column.notNull())
      .execute()
    for (const guest of await db.selectFrom('guests').select(['id', 'name', 'seq', 'token_hash', 'token_at']).execute())
      await db
        .insertInto('known_guests')
        .values({ ...guest, name_key: nameKeys(guest.name)[0] })
        .execute()
    await schema.dropTable('guests').execute()
    await schema.alterTable('known_guests').renameTo('guests').execute()
    await schema.createIndex('guests_by_name').on('guests').column('name_key').execute()
  },
}

/** As they were before there were shelves. */
type BeforeFiles = {
  files: { name: string; version: string; sha256: string }
  staged_uploads: { id: string; guest_id: number; name: string; bytes: number; sha256: string; at: number }
}

const files: Migration = {
  async up(db: Kysely<Schema>) {
    const { schema } = db
    const before = db as unknown as Kysely<BeforeFiles>
    await schema.alterTable('rooms').addColumn('file_days', 'integer').execute()
    await schema
      .createTable('shelved_files')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('room_id', 'integer', column => column.notNull().references('rooms.id'))
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('bytes', 'bigint', column => column.notNull())
      .addColumn('modified_at', 'bigint', column => column.notNull())
      .addColumn('version', 'text', column => column.notNull())
      .addColumn('sha256', 'text')
      .addColumn('guest_id', 'bigint', column => column.notNull())
      .addColumn('author', 'text', column => column.notNull())
      .addColumn('added_at', 'bigint', column => column.notNull())
      .addUniqueConstraint('files_by_name', ['room_id', 'name'])
      .execute()
    // A version is device, inode, length, and when it was changed in nanoseconds, twice.
    for (const { name, version, sha256 } of await before.selectFrom('files').selectAll().execute()) {
      const [, , bytes = 0, modified = 0] = version.split('-').map(Number)
      const at = Math.floor(modified / 1e6)
      const row = { id: randomBytes(16).toString('hex'), room_id: 1, name, bytes, modified_at: at, version, sha256 }
      await db
        .insertInto('shelved_files')
        .values({ ...row, guest_id: 0, author: '', added_at: at })
        .execute()
    }
    await schema.dropTable('files').execute()
    await schema.alterTable('shelved_files').renameTo('files').execute()
    await schema.createIndex('files_by_guest').on('files').columns(['guest_id', 'bytes']).execute()
    await schema.createIndex('files_by_age').on('files').column('added_at').execute()
    await schema
      .createTable('transfers')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('room_id', 'integer', column => column.notNull().references('rooms.id'))
      .addColumn('guest_id', 'bigint', column => column.notNull())
      .addColumn('author', 'text', column => column.notNull())
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('bytes', 'bigint')
      .addColumn('sha256', 'text')
      .addColumn('if_taken', 'text', column => column.notNull())
      .addColumn('at', 'bigint', column => column.notNull())
      .execute()
    for (const row of await before.selectFrom('staged_uploads').selectAll().execute())
      await db
        .insertInto('transfers')
        .values({ ...row, room_id: 1, author: '', if_taken: 'refuse' })
        .execute()
    await schema.dropTable('staged_uploads').execute()
    await schema
      .createTable('shares')
      .addColumn('token_hash', 'text', column => column.primaryKey())
      .addColumn('file_id', 'text', column => column.notNull().references('files.id').onDelete('cascade'))
      .addColumn('guest_id', 'bigint', column => column.notNull())
      .addColumn('created_at', 'bigint', column => column.notNull())
      .addColumn('expires_at', 'bigint')
      .addColumn('downloads_left', 'bigint')
      .addColumn('password_hash', 'text')
      .execute()
    await schema.createIndex('shares_by_file').on('shares').column('file_id').execute()
  },
}

const accounts: Migration = {
  up: async (db: Kysely<Schema>) => {
    const { schema } = db
    await schema
      .createTable('accounts')
      .addColumn('guest_id', 'bigint', column => column.primaryKey())
      .addColumn('login', 'text', column => column.notNull())
      .addColumn('login_key', 'text', column => column.notNull().unique())
      .addColumn('role', 'text', column => column.notNull())
      .addColumn('password_hash', 'text', column => column.notNull())
      .addColumn('created_at', 'bigint', column => column.notNull())
      .execute()
    await schema
      .createTable('account_names')
      .addColumn('key', 'text', column => column.primaryKey())
      .addColumn('guest_id', 'bigint', column => column.notNull().references('accounts.guest_id').onDelete('cascade'))
      .execute()
    await schema
      .createTable('sign_ins')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('guest_id', 'bigint', column => column.notNull().references('accounts.guest_id').onDelete('cascade'))
      .addColumn('token_hash', 'text', column => column.notNull().unique())
      .addColumn('device', 'text', column => column.notNull())
      .addColumn('address', 'text', column => column.notNull())
      .addColumn('created_at', 'bigint', column => column.notNull())
      .addColumn('used_at', 'bigint', column => column.notNull())
      .execute()
    await schema.createIndex('sign_ins_by_guest').on('sign_ins').column('guest_id').execute()
    await schema
      .createTable('invitations')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('code_hash', 'text', column => column.notNull().unique())
      .addColumn('role', 'text', column => column.notNull())
      .addColumn('by_name', 'text', column => column.notNull())
      .addColumn('created_at', 'bigint', column => column.notNull())
      .addColumn('expires_at', 'bigint', column => column.notNull())
      .addColumn('uses_left', 'bigint', column => column.notNull())
      .execute()
  },
}

const twoSteps: Migration = {
  up: async (db: Kysely<Schema>) => {
    const { schema } = db
    await schema.alterTable('accounts').addColumn('totp_secret', 'text').execute()
    await schema
      .alterTable('accounts')
      .addColumn('totp_step', 'bigint', column => column.notNull().defaultTo(0))
      .execute()
    await schema
      .createTable('recovery_codes')
      .addColumn('guest_id', 'bigint', column => column.notNull().references('accounts.guest_id').onDelete('cascade'))
      .addColumn('code_hash', 'text', column => column.notNull())
      .addPrimaryKeyConstraint('recovery_codes_key', ['guest_id', 'code_hash'])
      .execute()
  },
}

const bans: Migration = {
  up: async (db: Kysely<Schema>) => {
    await db.schema
      .createTable('bans')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('guest_id', 'bigint', column => column.notNull())
      .addColumn('range_text', 'text', column => column.notNull())
      .addColumn('reason', 'text', column => column.notNull())
      .addColumn('by_name', 'text', column => column.notNull())
      .addColumn('at', 'bigint', column => column.notNull())
      .addColumn('until_at', 'bigint')
      .execute()
  },
}

export const migrations: Record<string, Migration> = {
  '0001-line': first,
  '0002-rooms': rooms,
  '0003-files': files,
  '0004-accounts': accounts,
  '0005-two-steps': twoSteps,
  '0006-bans': bans,
}
