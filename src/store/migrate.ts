// Brings a database up to the tables of this version. Before an existing one is changed, a copy of it is made beside it.
import { existsSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Migration } from 'kysely/migration'
import { migrations as ours } from './migrations.ts'
import type { Sqlite } from './sqlite.ts'

/** The database was written by a later version of Partyline. */
export class TooNew extends Error {}

export async function migrate(db: Sqlite, path: string, migrations: Record<string, Migration> = ours): Promise<void> {
  const done = appliedSteps(db)
  const unknown = done.filter(name => !Object.hasOwn(migrations, name))
  if (unknown.length > 0) {
    throw new TooNew(
      `The data in ${dirname(path)} was written by a newer Partyline (${unknown.join(', ')}). Start that version, or choose another --data folder.`,
    )
  }
  if (done.length === Object.keys(migrations).length) return
  if (done.length > 0) copyBefore(db, path, done.length)
  const [{ Migrator }, { kyselyOn }] = await Promise.all([import('kysely/migration'), import('./kysely.ts')])
  const migrator = new Migrator({ db: kyselyOn(db), provider: { getMigrations: async () => migrations } })
  db.exec('BEGIN IMMEDIATE')
  try {
    const { error } = await migrator.migrateToLatest()
    if (error !== undefined) throw error
    db.exec('COMMIT')
  } catch (thrown) {
    db.exec('ROLLBACK')
    throw thrown
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
