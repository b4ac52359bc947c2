// A guest who leaves large files in many attempts: each hub is killed amid an upload, and the same guest goes on with it at the next.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { send } from './files.ts'
import type { RunningHub } from './hub.ts'
import { contentOf, type Ledger, type LeftFile } from './ledger.ts'
import { LineClient } from './line-client.ts'
import type { Random } from './random.ts'

/** The bytes that lie staged for a declared hash, as found on the disk after a crash. */
export type StagedBytes = ReadonlyMap<string, number>

export class Resumer {
  /** How often an upload was gone on with where a crash had cut it off. */
  resumed = 0
  readonly #ledger: Ledger
  #token: string | undefined
  #file: LeftFile | undefined

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  /** Comes back, finishes what was cut off, begins another file and stops in the middle, until the hub is gone. */
  async work(hub: RunningHub, staged: StagedBytes, random: Random): Promise<void> {
    using client = await LineClient.join(hub)
    if (this.#token !== undefined) assert.match(await client.ask(`/resume ${this.#token}`), /^RESUMED /)
    else this.#token = (await client.ask('/token')).replace('TOKEN ', '')
    if (this.#file !== undefined) await this.#finish(client, this.#file, hub.files, staged.get(this.#file.sha256) ?? 0)
    const file = this.#ledger.openFile(random.between(500_000, 4_000_000), random)
    this.#file = file
    assert.equal(await client.ask(this.#command(file)), 'READY 0')
    await send(client, contentOf(file).subarray(0, random.between(1, file.bytes - 1)))
    this.#ledger.count(random.pick(1, 1_000_000))
    await client.gone
  }

  async #finish(client: LineClient, file: LeftFile, shelf: string, stagedBytes: number): Promise<void> {
    // It may have got its name, with only the acknowledgement cut off; then nothing is staged any more.
    const isThere = existsSync(join(shelf, file.name))
    const offset = Number(/^READY (\d+)$/.exec(await client.ask(this.#command(file)))?.[1])
    if (!isThere) assert.equal(offset, stagedBytes, `${file.name} goes on where its staged bytes end`)
    if (!isThere && offset > 0) this.resumed++
    await send(client, contentOf(file).subarray(offset))
    assert.equal(await client.reply(), `${file.name} ACK ${file.sha256}`)
    file.acknowledged = true
    this.#file = undefined
  }

  #command(file: LeftFile): string {
    return `put ${file.name} ${file.bytes} resume ${file.sha256}`
  }
}
