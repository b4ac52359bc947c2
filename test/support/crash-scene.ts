// What a killed hub left on the disk, read from a copy: nothing that looks at it may mend it first.
import { copyFileSync, existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { temporaryFolder } from './hub.ts'
import type { StagedBytes } from './resumer.ts'

export type CrashScene = {
  readonly integrity: string
  /** The last heartbeat that was stored. */
  readonly beatAt: number
  readonly lastSeq: number
  readonly staged: StagedBytes
}

export async function readCrashScene(data: string, files: string): Promise<CrashScene> {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'partyline.sqlite')
  for (const ending of ['', '-wal', '-journal']) {
    const left = join(data, `partyline.sqlite${ending}`)
    if (existsSync(left)) copyFileSync(left, `${path}${ending}`)
  }
  const database = new DatabaseSync(path)
  try {
    const staged = new Map<string, number>()
    for (const { id, sha256 } of database.prepare('SELECT id, sha256 FROM transfers').all()) {
      staged.set(String(sha256), statSync(join(files, '.partyline', String(id)), { throwIfNoEntry: false })?.size ?? 0)
    }
    return {
      integrity: integrityOf(database),
      beatAt: Number(database.prepare('SELECT beat_at FROM hub').get()?.beat_at),
      lastSeq: Number(database.prepare('SELECT last_seq FROM rooms').get()?.last_seq ?? 0),
      staged,
    }
  } finally {
    database.close()
  }
}

/** `ok`, or what SQLite has to say. */
export function integrityOf(database: DatabaseSync): string {
  const broken = database.prepare('PRAGMA foreign_key_check').all()
  const { integrity_check: said } = database.prepare('PRAGMA integrity_check').get() ?? {}
  return broken.length === 0 ? String(said) : `${broken.length} rows refer to nothing`
}
