// Holds a hub against the ledger: what was acknowledged is there, whole, once and in order; what was not is there whole or not at all.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type CrashScene, integrityOf } from './crash-scene.ts'
import { get, list, sha256Of } from './files.ts'
import type { RunningHub } from './hub.ts'
import type { Ledger, Stream } from './ledger.ts'
import type { LineClient } from './line-client.ts'

/** The log as `/since` shows it: the texts of messages by seq (of a file's entry, undefined). */
export async function readLog(client: LineClient, after = 0): Promise<Map<number, string | undefined>> {
  const log = new Map<number, string | undefined>()
  for (let seq = after; ; ) {
    const rows = await client.rows(`/since ${seq}`)
    for (const row of rows) {
      const [, number, message] = /^(\d+) \S+ \S+ (?:\* \S+ put .*|\S+: (.*))$/.exec(row) ?? []
      assert.equal(Number(number), seq + 1, `the log is gapless: after ${seq} comes ${row.slice(0, 80)}`)
      seq++
      log.set(seq, message)
    }
    if (rows.length < 500) return log
  }
}

export function auditMessages(log: ReadonlyMap<number, string | undefined>, streams: readonly Stream[]): void {
  const seqs = new Map<string, number>()
  const stored = new Map<number, string[]>()
  for (const [seq, text] of log) {
    if (text === undefined) continue
    assert.ok(!seqs.has(text), `stored once, not at ${seqs.get(text)} and at ${seq}: ${text.slice(0, 40)}`)
    seqs.set(text, seq)
    const id = Number(/^m(\d+)\./.exec(text)?.[1])
    const ofStream = stored.get(id)
    if (ofStream === undefined) stored.set(id, [text])
    else ofStream.push(text)
  }
  for (const { id, sent, acknowledged, given } of streams) {
    const kept = stored.get(id) ?? []
    assert.ok(kept.length >= acknowledged, `connection ${id}: ${acknowledged} messages were acknowledged, ${kept.length} are there`)
    // A connection's messages are stored in its order, so what is there is how it began.
    assert.deepEqual(kept, sent.slice(0, kept.length))
    auditGiven(log, seqs, id, given)
  }
}

/** What somebody was given, chat and receipts, is a stretch of the log: in its order, with nothing left out. (Files are entries too.) */
function auditGiven(
  log: ReadonlyMap<number, string | undefined>,
  seqs: ReadonlyMap<string, number>,
  id: number,
  given: readonly string[],
): void {
  let seq = seqs.get(given[0] ?? '') ?? 0
  for (const text of given) {
    assert.ok(seqs.has(text), `connection ${id} was given what is not stored: ${text.slice(0, 40)}`)
    while (log.has(seq) && log.get(seq) === undefined) seq++
    assert.equal(text, log.get(seq), `connection ${id} was not given what stands at ${seq}`)
    seq++
  }
}

/** Files: `fetched` are also got over the wire. */
export async function auditFiles(client: LineClient, folder: string, ledger: Ledger, fetched: ReadonlySet<string>): Promise<void> {
  const listed = await list(client)
  for (const name of listed.keys()) assert.ok(ledger.files.has(name), `somebody has left ${name}`)
  assert.deepEqual(
    readdirSync(folder)
      .filter(name => name !== '.partyline')
      .sort(),
    [...listed.keys()].sort(),
    'what is on the disk is listed',
  )
  for (const { name, bytes, sha256, acknowledged } of ledger.files.values()) {
    if (acknowledged) assert.ok(listed.has(name), `${name} was acknowledged and is there`)
    if (!listed.has(name)) continue
    assert.equal(listed.get(name), bytes, `${name} is whole`)
    assert.equal(sha256Of(readFileSync(join(folder, name))), sha256, `${name} has its content`)
    if (!fetched.has(name)) continue
    const got = await get(client, name)
    assert.equal(got.end, `END ${sha256}`)
    assert.equal(sha256Of(got.bytes), sha256, `${name} comes as it was left`)
  }
}

/** Sessions, as people see them and as they are stored: nobody from before the crash is still here. */
export async function auditSessions(client: LineClient, hub: RunningHub, crash: CrashScene): Promise<void> {
  const connected = (await client.rows('status 1000')).filter(row => row.endsWith('still connected'))
  assert.equal(connected.length, 1, 'only the auditor is connected')
  assert.equal(connected[0]?.split(/\s+/)[1], `127.0.0.1:${client.socket.localPort}`)
  using database = new DatabaseSync(join(hub.data, 'partyline.sqlite'), { readOnly: true })
  const late = database.prepare("SELECT * FROM sessions WHERE reason = 'hub-crashed' AND ended_at > max(?, connected_at)").all(crash.beatAt)
  assert.deepEqual(late, [], 'a session that a crash cut ends at the last heartbeat, or where it began')
}

/** The database itself, read beside the running hub. */
export function auditDatabase(hub: RunningHub, log: ReadonlyMap<number, string | undefined>): void {
  using database = new DatabaseSync(join(hub.data, 'partyline.sqlite'), { readOnly: true })
  assert.equal(integrityOf(database), 'ok')
  const { count, first, last } = database.prepare('SELECT count(*) AS count, min(seq) AS first, max(seq) AS last FROM entries').get() ?? {}
  assert.deepEqual([count, first ?? 1, last ?? 0], [log.size, 1, log.size], 'seqs are gapless')
  assert.equal(database.prepare('SELECT last_seq FROM rooms').get()?.last_seq, log.size)
  const staged = new Set(
    database
      .prepare('SELECT id FROM transfers')
      .all()
      .map(({ id }) => String(id)),
  )
  const strays = readdirSync(join(hub.files, '.partyline')).filter(name => !staged.has(name.replace('.journal', '')))
  assert.deepEqual(strays, [], 'nothing lies staged that nobody can go on with')
}
