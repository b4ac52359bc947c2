// One hub for one data folder: an exclusive SQLite lock, which the system gives back however the process ends.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { CannotOpen } from './thread.ts'

/** Throws `CannotOpen` when another hub holds the folder. */
export function lockFolder(folder: string): Disposable {
  const path = join(folder, 'hub.lock')
  try {
    const database = new DatabaseSync(path, { timeout: 0 })
    database.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    return { [Symbol.dispose]: () => database.close() }
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    if (message.includes('locked'))
      throw new CannotOpen(`Another hub is running on the data folder ${folder}. Stop it, or choose another --data folder.`)
    throw new CannotOpen(
      `The data folder ${folder} cannot be written: ${message}. Give this user the right to write there, or choose another --data folder.`,
    )
  }
}
