// Thousands of connections from one address, as fast as they can be made, against a hub where others talk; and the operator in a hub without a place.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { admin } from '../support/admin.ts'
import { type RunningHub, startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { skipUnless, works } from '../support/needs.ts'
import { outerHost, skipWithoutOuterHost } from '../support/outer-host.ts'
import { until } from '../support/until.ts'

/** Makes connections, some hundred at a time, until so many have come and gone, and tells what became of them. `stays`: those that are let in stay. */
const flooder = `const [host, port, count, stays] = process.argv.slice(1)
let begun = 0, over = 0, refused = 0, cut = 0, within = 0
const end = () => { console.log(JSON.stringify({ over, refused, cut })); process.exit() }
const next = () => {
  if (over >= count) return end()
  if (begun >= count) return
  begun++
  let heard = ''
  require('node:net').connect(port, host)
    .on('data', function (chunk) {
      heard += chunk
      if (!heard.startsWith('Welcome')) return
      within++
      if (!stays) this.destroy()
      else next()
    })
    .on('error', () => undefined)
    .on('close', () => {
      over++
      if (heard.startsWith('ERROR too-many-from-address')) refused++
      else if (heard === '') cut++
      next()
    })
}
process.on('SIGTERM', end)
for (let turn = 0; turn < 200; turn++) next()`

type Flood = Disposable & { readonly told: Promise<{ over: number; refused: number; cut: number }> }

function flood(hub: RunningHub, host: string, count: number, stays = false): Flood {
  const words = [host, String(hub.port), String(count), ...(stays ? ['stays'] : [])]
  const child: ChildProcess = spawn(process.execPath, ['-e', flooder, ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout?.on('data', chunk => (text += chunk))
  return {
    told: once(child, 'close').then(() => (text === '' ? { over: 0, refused: 0, cut: 0 } : JSON.parse(text))),
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  }
}

test('[L11] four thousand connections from one address are turned away while ten others talk', {
  skip: skipWithoutOuterHost,
}, async context => {
  await using hub = await startHub({ args: ['--host', '0.0.0.0', '--insecure', '--max-clients-per-address', '20'] })
  const place = { host: '127.0.0.1', port: hub.port }
  const talkers = await Promise.all(Array.from({ length: 10 }, () => LineClient.join(place)))
  using attack = flood(hub, outerHost, 4_000)
  let going = true
  void attack.told.finally(() => {
    going = false
  })
  const waits: number[] = []
  const talk = async (client: LineClient): Promise<void> => {
    for (let turn = 0; going; turn++) {
      const begin = performance.now()
      assert.equal(await client.ask(`message ${turn}`), `message ${turn} ACK`)
      waits.push(performance.now() - begin)
    }
  }
  try {
    await Promise.all(talkers.map(talk))
    const { over, refused, cut } = await attack.told
    waits.sort((a, b) => a - b)
    const p99 = waits[Math.floor(waits.length * 0.99)] ?? Number.NaN
    context.diagnostic(
      `${over} connections, ${refused} told why not, ${cut} without a word; ${waits.length} messages, p50 ${(waits[waits.length >> 1] ?? 0).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
    )
    assert.equal(over, 4_000)
    assert.ok(refused + cut >= 3_000, `${refused} and ${cut} were turned away`)
    assert.ok(waits.length > 100 && p99 < 100, `p99 is ${p99} ms of ${waits.length}`)
  } finally {
    for (const client of talkers) client[Symbol.dispose]()
  }
})

const noPrlimit = skipUnless(process.platform === 'linux' && works('prlimit', '--version'), 'Needs prlimit: apt-get install util-linux.')
test('the operator reaches a hub without a place and without a file to spare, in the midst of a flood', { skip: noPrlimit }, async () => {
  await using hub = await startHub({ args: ['--max-clients', '5'], under: ['prlimit', '--nofile=400:400'] })
  using _staying = flood(hub, '127.0.0.1', 1_000_000, true)
  using _idle = idleVisitors(hub)
  await until('the hub is full', async () => (await admin(hub, 'sessions')).trim().split('\n').length === 5)
  for (let turn = 0; turn < 3; turn++) assert.match(await admin(hub, 'limits'), /^max-clients +5 +flag/m)
  const [name = ''] = (await admin(hub, 'sessions')).split(' ')
  assert.match(await admin(hub, 'kick', name), /is gone/)
  assert.match(await admin(hub, 'calm', '4'), /^calm is 4/)
})

/** Connections to the web door that say nothing, made anew whenever one ends. */
function idleVisitors(hub: RunningHub): Disposable {
  const visitor = `const connect = () => require('node:net').connect(${hub.webPort}, '127.0.0.1').on('error', () => undefined).on('close', () => setTimeout(connect, 20)).resume()
for (let turn = 0; turn < 600; turn++) connect()`
  const child = spawn(process.execPath, ['-e', visitor], { stdio: 'ignore' })
  return { [Symbol.dispose]: () => void child.kill('SIGKILL') }
}
