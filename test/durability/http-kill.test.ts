// The hub is killed while many put files over HTTP: what it had acknowledged is there whole afterwards, and nothing else stands under a name.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sha256sum } from '../support/coreutils.ts'
import { sha256Of } from '../support/files.ts'
import { HttpSocket, http, Torn } from '../support/http-client.ts'
import { type RunningHub, startHub, temporaryFolder } from '../support/hub.ts'
import { until } from '../support/until.ts'

const rounds = 4
const senders = 5

/** What was sent under each name, and whether it was acknowledged. */
type Sent = Map<string, { readonly sha256: string; acknowledged: boolean }>

/** Puts one file after the other until the hub is gone. */
async function putOn(hub: RunningHub, sent: Sent, label: string): Promise<void> {
  for (let index = 0; ; index++) {
    const name = `${label}-${index}.bin`
    const body = randomBytes([10, 5_000, 300_000, 3_000_000][index % 4] ?? 1)
    const entry = { sha256: sha256Of(body), acknowledged: false }
    sent.set(name, entry)
    try {
      using connection = await HttpSocket.open(hub)
      connection.ask(`/files/lobby/${name}`, { method: 'PUT', body })
      const answer = await connection.answer()
      assert.equal(answer.status, 201)
      entry.acknowledged = true
    } catch (thrown) {
      if (thrown instanceof Torn || (thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('ECONN'))) return
      throw thrown
    }
  }
}

async function audit(hub: RunningHub, sent: Sent): Promise<void> {
  const names = (await readdir(hub.files)).filter(name => !name.startsWith('.'))
  for (const name of names) assert.equal(sha256Of(await readFile(join(hub.files, name))), sent.get(name)?.sha256, name)
  for (const [name, { sha256, acknowledged }] of sent) {
    if (!acknowledged) continue
    const answer = await http(hub, `/files/lobby/${name}`)
    assert.deepEqual([answer.status, answer.headers.etag], [200, `"${sha256}"`], name)
  }
  const last = [...sent].findLast(([, { acknowledged }]) => acknowledged)
  if (last !== undefined) assert.equal(await sha256sum(join(hub.files, last[0])), last[1].sha256)
  await until('nothing is staged', async () => (await readdir(join(hub.files, '.partyline'))).length === 0)
}

test('[H13] [H14] a hub that is killed amid many PUTs has every file it acknowledged, and no part of another under its name', async () => {
  await using folder = await temporaryFolder()
  const sent: Sent = new Map()
  for (let round = 0; round <= rounds; round++) {
    await using hub = await startHub({ data: folder.path, args: ['--rates', 'off'] })
    await audit(hub, sent)
    if (round === rounds) break
    const before = [...sent.values()].filter(file => file.acknowledged).length
    const putting = Array.from({ length: senders }, (_, index) => putOn(hub, sent, `r${round}-s${index}`))
    await until('some are acknowledged', () => [...sent.values()].filter(file => file.acknowledged).length >= before + 4 + 5 * round)
    // The moment itself is left to chance.
    await pause(Math.random() * 60)
    await hub.stop('SIGKILL')
    await Promise.all(putting)
  }
  assert.ok([...sent.values()].filter(file => file.acknowledged).length >= 4 * rounds)
  assert.ok([...sent.values()].some(file => !file.acknowledged))
})
