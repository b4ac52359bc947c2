// What a hub says when it opens, and that it is true: the `nc` line that it offers, the warning on a network, IPv4 and IPv6.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { type RunningHub, startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { isOfTests, testNetworks } from '../support/namespace.ts'
import { works } from '../support/needs.ts'
import { until } from '../support/until.ts'

/** Other tests have networks of their own, which come and go. */
const faces = Object.entries(networkInterfaces()).flatMap(([name, face]) => (isOfTests(name) ? [] : (face ?? [])))
const outer = faces.filter(face => !face.internal && face.family === 'IPv4').map(face => face.address)
const noIPv6 = faces.some(face => face.address === '::1') ? false : 'This machine has no IPv6.'

/** Where the line that the hub offers would connect to. */
function offered(hub: RunningHub): { host: string; port: number } {
  const [, host = '', port] = /try: nc (\S+) (\d+)$/m.exec(hub.output()) ?? []
  return { host, port: Number(port) }
}

async function ownRow(hub: RunningHub, host: string): Promise<string> {
  using client = await LineClient.join({ host, port: hub.port })
  const row = (await client.rows('status')).find(line => line.startsWith(`${client.firstName} `)) ?? ''
  return row.replace(`:${client.socket.localPort} `, ':PORT ').split(/ +/)[1] ?? ''
}

describe('a hub that opens', { concurrency: 2 }, () => {
  test('without any option it makes ./data and its files, and the `nc` line that it prints works', async () => {
    await using folder = await temporaryFolder()
    const entry = join(import.meta.dirname, '..', '..', 'bin', 'partyline.mjs')
    // Port 12345 may be in use here, so that one thing is told.
    const child = spawn(process.execPath, [entry, 'serve'], { cwd: folder.path, env: { ...process.env, PARTYLINE_LINE_PORT: '0' } })
    let text = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', more => (text += more))
    try {
      await until('the hub has opened', () => text.includes('Stop it with Ctrl-C.'))
      assert.match(text, /^Partyline is open\.\n/m)
      const [, host = '', port] = /try: nc (\S+) (\d+)$/m.exec(text) ?? []
      using client = await LineClient.join({ host, port: Number(port) })
      assert.equal(await client.ask('hello'), 'hello ACK')
      assert.ok(text.includes(join(folder.path, 'data', 'files')))
      assert.ok(existsSync(join(folder.path, 'data', 'partyline.sqlite')) && existsSync(join(folder.path, 'data', 'files')))
    } finally {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    }
  })

  test('on loopback it says that only this machine can connect, and how to change that', async () => {
    await using hub = await startHub()
    assert.match(hub.output(), /Only this machine can connect.*--host 0\.0\.0\.0.*--host ::/)
    assert.doesNotMatch(hub.output(), /Warning/)
    assert.deepEqual(offered(hub), { host: '127.0.0.1', port: hub.port })
  })

  test('the offered line works with nc itself', {
    skip: works('sh', '-c', 'nc -h 2>&1 | grep -q -e -N') ? false : 'There is no nc with -N here.',
  }, async () => {
    await using hub = await startHub()
    const { host, port } = offered(hub)
    const nc = spawn('nc', ['-N', host, String(port)])
    let heard = ''
    nc.stdout.setEncoding('utf8').on('data', text => (heard += text))
    nc.stdin.end('hello\n')
    await once(nc, 'close')
    assert.match(heard, /^Welcome to Partyline\. You are Client01\. .*\nhello ACK\n$/)
  })

  test('with --host 0.0.0.0 it warns, and offers a line for each address of this machine, which works', async () => {
    await using hub = await startHub({ args: ['--host', '0.0.0.0', '--insecure'] })
    assert.match(hub.output(), /^ +Warning: this hub listens beyond this machine without TLS\./m)
    assert.deepEqual(offered(hub), { host: '127.0.0.1', port: hub.port })
    assert.equal(await ownRow(hub, '127.0.0.1'), '127.0.0.1:PORT')
    const named = Array.from(hub.output().matchAll(/From the network: nc (\S+) (\d+)$/gm), ([, host]) => host)
    assert.deepEqual(
      named.filter(host => outer.includes(host ?? '') || !host?.startsWith(testNetworks)),
      outer,
    )
    for (const address of outer) assert.equal(await ownRow(hub, address), `${address}:PORT`)
  })

  test('with --host ::1 it listens there alone, and the line it offers works', { skip: noIPv6 }, async () => {
    await using hub = await startHub({ args: ['--host', '::1'] })
    assert.deepEqual(offered(hub), { host: '::1', port: hub.port })
    assert.match(hub.output(), /Only this machine can connect/)
    assert.equal(await ownRow(hub, '::1'), '[::1]:PORT')
    await assert.rejects(LineClient.join({ host: '127.0.0.1', port: hub.port }), { code: 'ECONNREFUSED' })
    await using bracketed = await startHub({ args: ['--host', '[::1]'] })
    assert.deepEqual(offered(bracketed), { host: '::1', port: bracketed.port })
  })

  test('with --host :: it warns, serves both kinds, and shows an IPv4 client as IPv4', { skip: noIPv6 }, async () => {
    await using hub = await startHub({ args: ['--host', '::', '--insecure'] })
    assert.match(hub.output(), /^ +Warning: this hub listens beyond this machine/m)
    assert.equal(await ownRow(hub, '127.0.0.1'), '127.0.0.1:PORT')
    assert.equal(await ownRow(hub, '::1'), '[::1]:PORT')
    assert.equal(await ownRow(hub, offered(hub).host), '127.0.0.1:PORT')
    for (const address of outer) assert.ok(hub.output().includes(`nc ${address} ${hub.port}`), address)
  })

  test('with a name for --host it listens where the name leads', async () => {
    await using hub = await startHub({ args: ['--host', 'localhost'] })
    using client = await LineClient.join(offered(hub))
    assert.equal(await client.ask('hello'), 'hello ACK')
  })
})
