// Hundreds who drip bytes into uploads, or sip at downloads, and a hundred who fetch at full speed: the others hardly notice, and memory is bounded.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { HttpSocket, head, http } from '../support/http-client.ts'
import { type RunningHub, startHub } from '../support/hub.ts'
import { makeLargeFile } from '../support/large-file.ts'
import { LineClient } from '../support/line-client.ts'
import { medianAnswerMs } from '../support/load.ts'
import { memoryBytes, peakMemoryBytes, skipWithoutProc } from '../support/process-facts.ts'

const args = ['--rates', 'off', '--max-transfers-per-person', '2000']
const megabyte = 1_024 * 1_024

/** The median of so many small GETs, in milliseconds. */
async function medianGetMs(hub: RunningHub): Promise<number> {
  using connection = await HttpSocket.open(hub)
  const spans: number[] = []
  for (let turn = 0; turn < 31; turn++) {
    const begin = performance.now()
    connection.ask('/files/lobby/small.txt')
    assert.equal((await connection.answer()).status, 200)
    spans.push(performance.now() - begin)
  }
  return spans.sort((one, other) => one - other)[spans.length >> 1] ?? 0
}

test('[H19] 250 who drip into uploads and 250 who sip at downloads change nothing for the others', async t => {
  await using hub = await startHub({ args })
  await writeFile(join(hub.files, 'small.txt'), 'small')
  await makeLargeFile(join(hub.files, 'large.bin'), 64 * megabyte)
  using ben = await LineClient.join(hub)
  await medianAnswerMs(ben)
  await medianGetMs(hub)
  const before = { line: await medianAnswerMs(ben), get: await medianGetMs(hub) }
  const sockets = await Promise.all(Array.from({ length: 500 }, () => HttpSocket.open(hub)))
  try {
    for (const [index, connection] of sockets.entries()) {
      if (index % 2 === 0) {
        connection.send(head(`/files/lobby/drip-${index}.bin`, { method: 'PUT', headers: { 'Content-Length': '1000000' } }))
      } else {
        connection.ask('/files/lobby/large.bin')
        assert.equal((await connection.head()).status, 200)
      }
    }
    const dripping = setInterval(() => {
      for (const [index, connection] of sockets.entries()) {
        if (index % 2 === 0) connection.send('x')
        else void connection.bytes(1).catch(() => undefined)
      }
    }, 250)
    const during = { line: await medianAnswerMs(ben), get: await medianGetMs(hub) }
    clearInterval(dripping)
    t.diagnostic(
      `line door ${before.line.toFixed(2)} -> ${during.line.toFixed(2)} ms, GET ${before.get.toFixed(2)} -> ${during.get.toFixed(2)} ms`,
    )
    assert.ok(during.line < before.line * 5 + 25, `a line took ${before.line} ms, then ${during.line} ms`)
    assert.ok(during.get < before.get * 5 + 25, `a GET took ${before.get} ms, then ${during.get} ms`)
  } finally {
    for (const connection of sockets) connection.socket.destroy()
  }
  assert.equal((await http(hub, '/healthz')).status, 200)
})

test('[H4] a hundred large downloads and uploads at once take about a megabyte each', { skip: skipWithoutProc }, async t => {
  await using hub = await startHub({ args })
  await makeLargeFile(join(hub.files, 'large.bin'), 256 * megabyte)
  const piece = randomBytes(megabyte)
  const idle = memoryBytes(hub.pid)
  const uploaded = 12
  const download = async (): Promise<void> => {
    using connection = await HttpSocket.open(hub)
    connection.ask('/files/lobby/large.bin', { headers: { Range: `bytes=0-${16 * megabyte - 1}` } })
    assert.equal((await connection.head()).status, 206)
    let missing = 16 * megabyte
    connection.socket.removeAllListeners('readable')
    for await (const chunk of connection.socket) {
      missing -= (chunk as Buffer).length
      if (missing <= 0) break
    }
  }
  const upload = async (index: number): Promise<void> => {
    using connection = await HttpSocket.open(hub)
    connection.send(head(`/files/lobby/up-${index}.bin`, { method: 'PUT', headers: { 'Content-Length': String(uploaded * megabyte) } }))
    for (let sent = 0; sent < uploaded; sent++)
      await new Promise<void>((resolve, reject) => connection.socket.write(piece, thrown => (thrown ? reject(thrown) : resolve())))
    assert.equal((await connection.answer(true, 120_000)).status, 201)
  }
  await Promise.all(Array.from({ length: 100 }, (_, index) => (index % 4 === 0 ? upload(index) : download())))
  const grown = (peakMemoryBytes(hub.pid) - idle) / megabyte
  t.diagnostic(`at rest ${(idle / megabyte).toFixed(0)} MB, at most ${grown.toFixed(0)} MB more`)
  assert.ok(grown < 128, `${grown} MB`)
})
