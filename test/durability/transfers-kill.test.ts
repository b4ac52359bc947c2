// Kills the hub amid uploads to the lobby and to a room, and looks at each start what became of them: what was acknowledged is there, what was
// not is there whole or not at all, and what was cut off goes on where it was.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { readCrashScene } from '../support/crash-scene.ts'
import { get, list, send, sha256Of } from '../support/files.ts'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { Closed, LineClient } from '../support/line-client.ts'
import { Random } from '../support/random.ts'

const rounds = (process.env.PARTYLINE_LONG ?? '') === '' ? 4 : 60

type Left = { readonly room: '#lobby' | '#den'; readonly name: string; readonly content: Buffer; acknowledged: boolean }

/** Brings a file as far as the hub lives. */
async function bring(client: LineClient, file: Left): Promise<number> {
  const sha256 = sha256Of(file.content)
  const ready = await client.ask(`put ${file.name} ${file.content.length} resume ${sha256}`)
  const offset = Number(/^READY (\d+)$/.exec(ready)?.[1] ?? assert.fail(ready))
  for (let at = offset; at < file.content.length; at += 65_536) {
    await send(client, file.content.subarray(at, at + 65_536))
  }
  assert.equal(await client.reply(), `${file.name} ACK ${sha256}`)
  file.acknowledged = true
  return offset
}

const gone = (thrown: unknown): void => {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : ''
  if (!(thrown instanceof Closed) && code !== 'ECONNRESET' && code !== 'EPIPE' && code !== 'ECONNREFUSED') throw thrown
}

test('[L39] [L42] a hub that is killed amid uploads keeps its word in the lobby and in a room', async context => {
  const random = Random.fromEnvironment()
  context.diagnostic(`PARTYLINE_SEED=${random.seed}`)
  await using folder = await temporaryFolder()
  const files: Left[] = []
  let token: string | undefined
  let staged: ReadonlyMap<string, number> = new Map()
  let [resumed, bytesKept] = [0, 0]
  for (let round = 0; round <= rounds; round++) {
    await using hub = await startHub({ data: folder.path, args: ['--rates', 'off'] })
    const clients: LineClient[] = []
    for (const room of ['#lobby', '#den'] as const) {
      const client = await LineClient.join(hub)
      clients.push(client)
      if (room === '#lobby') {
        if (token === undefined) token = (await client.ask('/token')).replace('TOKEN ', '')
        else assert.match(await client.ask(`/resume ${token}`), /^RESUMED /)
      } else assert.match(await client.ask('/join #den'), /^JOIN #den /)
      const listed = await list(client)
      for (const file of files.filter(one => one.room === room)) {
        if (file.acknowledged) assert.ok(listed.has(file.name), `${file.name} was acknowledged and is there`)
        if (!listed.has(file.name)) continue
        const got = await get(client, file.name)
        assert.ok(got.bytes.equals(file.content), `${file.name} is whole`)
        assert.equal(got.end, `END ${sha256Of(file.content)}`)
      }
      assert.ok([...listed.keys()].every(name => files.some(file => file.name === name && file.room === room)))
    }
    if (round === rounds) break
    const [one, other] = clients
    assert.ok(one !== undefined && other !== undefined)
    // The guest with a token goes on with what was cut off, and then with more; in the room each round begins anew.
    const last = files.findLast(file => file.room === '#lobby')
    const isListed = last !== undefined && existsSync(join(hub.files, last.name))
    const working = [
      (async () => {
        if (last !== undefined && !last.acknowledged) {
          const offset = await bring(one, last)
          if (!isListed) assert.equal(offset, staged.get(sha256Of(last.content)) ?? 0, 'it goes on where its staged bytes end')
          resumed++
          bytesKept += offset
        }
        for (;;) await bring(one, leave('#lobby'))
      })(),
      (async () => {
        for (;;) await bring(other, leave('#den'))
      })(),
    ].map(work => work.catch(gone))
    await pause(random.between(50, 1_500))
    await hub.stop('SIGKILL')
    await Promise.all(working)
    staged = (await readCrashScene(folder.path, hub.files)).staged
  }
  const acknowledged = files.filter(file => file.acknowledged).length
  context.diagnostic(
    `${rounds} kills, ${acknowledged} files acknowledged, ${resumed} uploads gone on with, ${bytesKept} bytes not sent again`,
  )
  assert.ok(acknowledged > 0)

  function leave(room: Left['room']): Left {
    const bytes = random.between(0, random.pick(10, 100_000, 8_000_000))
    const file: Left = { room, name: `f${files.length}.bin`, content: random.bytes(bytes), acknowledged: false }
    files.push(file)
    return file
  }
})
