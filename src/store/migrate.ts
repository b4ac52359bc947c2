// Brings a database up to the tables of this version. Before an existing one is changed, a copy of it is made beside it.
import { existsSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Migration } from 'kysely/migration'
import { migrations as ours } from './migrations.ts'
import { newTables } from './new-tables.ts'
import type { Sqlite } from './sqlite.ts'

/** The database was written by a later version of Partyline. */
export class TooNew extends Error {}

/** `whole`: what all steps together make of nothing; empty to have each step taken. */
export async function migrate(
  db: Sqlite,
  path: string,
  migrations: Record<string, Migration> = ours,
  whole: readonly string[] = migrations === ours ? newTables : [],
): Promise<void> {
  const done = appliedSteps(db)
  const unknown = done.filter(name => !Object.hasOwn(migrations, name))
  if (unknown.length > 0) {
    throw new TooNew(
      `The data in ${dirname(path)} was written by a newer Partyline (${unknown.join(', ')}). Start that version, or choose another --data folder.`,
    )
  }
  if (done.length === Object.keys(migrations).length) return
  if (done.length > 0) copyBefore(db, path, done.length)
  const isNew = done.length === 0 && whole.length > 0
  const step = isNew ? () => makeWhole(db, whole, Object.keys(migrations)) : await stepper(db, migrations)
  db.exec('BEGIN IMMEDIATE')
  try {
    await step()
    db.exec('COMMIT')
  } catch (thrown) {
    db.exec('ROLLBACK')
    throw thrown
  }
}

/** A new database needs no steps, and nothing of what they need to be loaded. */
function makeWhole(db: Sqlite, whole: readonly string[], steps: readonly string[]): void {
  db.exec(whole.join(';\n'))
  for (const name of steps) db.run('INSERT INTO kysely_migration (name, timestamp) VALUES (?, ?)', [name, new Date().toISOString()])
  db.run('INSERT INTO kysely_migration_lock (id, is_locked) VALUES (?, ?)', ['migration_lock', 0])
  db.run('INSERT INTO hub (id, beat_at, next_session, next_guest_number) VALUES (1, 0, 1, 1)', [])
}

async function stepper(db: Sqlite, migrations: Record<string, Migration>): Promise<() => Promise<void>> {
  const [{ Migrator }, { kyselyOn }] = await Promise.all([import('kysely/migration'), import('./kysely.ts')])
  const migrator = new Migrator({ db: kyselyOn(db), provider: { getMigrations: async () => migrations } })
  return async () => {
    const { error } = await migrator.migrateToLatest()
    if (error !== undefined) throw error
  }
}

function appliedSteps(db: Sqlite): string[] {
  const tables = db.all("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'kysely_migration'", [])
  if (tables.length === 0) return []
  return (db.all('SELECT name FROM kysely_migration', []) as { name: string }[]).map(row => row.name)
}

function copyBefore(db: Sqlite, path: string, steps: number): void {
  const copy = join(dirname(path), `${basename(path, '.sqlite')}-before-step-${steps + 1}.sqlite`)
  // A copy that a crash left half-made is of no use.
  if (existsSync(copy)) rmSync(copy)
  db.run('VACUUM INTO ?', [copy])
}
