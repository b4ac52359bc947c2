// Bringing a database up to this version: a copy first, all or nothing, and never a newer one.
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { migrate, TooNew } from '../../src/store/migrate.ts'
import { migrations } from '../../src/store/migrations.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { temporaryFolder } from '../support/hub.ts'

const later = {
  ...migrations,
  '9999-later': {
    up: async (db: { schema: { createTable(name: string): { addColumn(name: string, type: 'integer'): { execute(): Promise<void> } } } }) =>
      db.schema.createTable('later').addColumn('id', 'integer').execute(),
  },
}
const broken = {
  ...migrations,
  '9999-broken': {
    up: async (db: Parameters<(typeof later)['9999-later']['up']>[0]) => {
      await db.schema.createTable('half').addColumn('id', 'integer').execute()
      throw new Error('out of luck')
    },
  },
}

/** A migrated database with one setting in it. */
async function scene() {
  const folder = await temporaryFolder()
  const path = join(folder.path, 'partyline.sqlite')
  const db = openSqlite(path, 'write')
  await migrate(db, path)
  db.run("INSERT INTO settings VALUES ('max-clients', '7')", [])
  const tables = () => (db.all("SELECT name FROM sqlite_master WHERE type = 'table'", []) as { name: string }[]).map(row => row.name)
  const close = () => {
    db.close()
    return folder[Symbol.asyncDispose]()
  }
  return { folder, path, db, tables, [Symbol.asyncDispose]: () => close() }
}

test('a new database is made without a copy, and made once', async () => {
  await using made = await scene()
  await migrate(made.db, made.path)
  assert.deepEqual(
    (await readdir(made.folder.path)).filter(name => name.includes('before')),
    [],
  )
  assert.ok(made.tables().includes('entries'))
})

test('a new database is what all steps, one after the other, make of nothing', async () => {
  await using folder = await temporaryFolder()
  const contentOf = async (name: string, whole?: readonly string[]) => {
    const path = join(folder.path, name)
    const db = openSqlite(path, 'write')
    await migrate(db, path, migrations, whole)
    const tables = db.all('SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name', []) as { type: string; name: string }[]
    const rows = tables
      .filter(({ type }) => type === 'table')
      .map(({ name }) => [name, db.all(`SELECT * FROM "${name}"`, []).map(row => ({ ...(row as object), timestamp: undefined }))])
    db.close()
    return { tables, rows }
  }
  assert.deepEqual(await contentOf('new.sqlite'), await contentOf('steps.sqlite', []), 'run: node scripts/new-tables.ts')
})

test('before a step is applied to an existing database, a sound copy of it is made', async () => {
  await using made = await scene()
  await migrate(made.db, made.path, later)
  assert.ok(made.tables().includes('later'))
  const copy = openSqlite(join(made.folder.path, 'partyline-before-step-7.sqlite'), 'read')
  assert.deepEqual(
    copy.all('SELECT value FROM settings', []).map(row => ({ ...(row as object) })),
    [{ value: '7' }],
  )
  assert.deepEqual(
    copy.all('PRAGMA integrity_check', []).map(row => ({ ...(row as object) })),
    [{ integrity_check: 'ok' }],
  )
  copy.close()
})

test('a step that fails leaves nothing behind', async () => {
  await using made = await scene()
  await assert.rejects(migrate(made.db, made.path, broken), /out of luck/)
  assert.ok(!made.tables().includes('half'))
  await migrate(made.db, made.path)
})

test('a database of a later version is refused with a sentence and not touched', async () => {
  await using made = await scene()
  await migrate(made.db, made.path, later)
  await assert.rejects(
    migrate(made.db, made.path),
    thrown => thrown instanceof TooNew && /newer Partyline \(9999-later\)/.test(thrown.message),
  )
})

test('what SQLite would bind as NULL without a word is a fault', async () => {
  await using made = await scene()
  const insert = 'INSERT INTO settings VALUES (?, ?)'
  for (const wrong of [Number.NaN, undefined, new Date(), { a: 1 }, true])
    assert.throws(() => made.db.run(insert, ['key', wrong]), /cannot be stored/)
  assert.throws(() => made.db.run(insert, ['key']), /2 values belong/)
})
