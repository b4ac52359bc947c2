// The terminal's programs at a hub that vouches for itself: its certificate is remembered, and another one is not taken.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { newHome, runDial } from './dial/running-dial.ts'
import { run } from './script/running-command.ts'

test('a hub’s own certificate is told and remembered the first time, and another one is refused', async () => {
  await using data = await temporaryFolder()
  await using home = await newHome()
  const args = ['--tls', 'self-signed', '--rates', 'off']
  const first = await startHub({ data: data.path, args })
  const ports = ['--web-port', String(first.webPort), '--line-port', String(first.port)]
  const place = { port: first.webPort, state: home.state }
  const url = `wss://127.0.0.1:${first.webPort}`
  const [, fingerprint = ''] = /Certificate SHA-256 (\S+)/.exec(first.output()) ?? []
  const send = (text: string) => run(place, ['send', '--url', url, 'lobby', text])
  const once = await send('hello by TLS')
  assert.equal(once.code, 0, once.errors)
  assert.ok(once.errors.includes(fingerprint), once.errors)
  assert.deepEqual(await send('again'), { code: 0, lines: [], errors: '' })
  const dialled = await runDial(home, [`tls://127.0.0.1:${first.port}`], 'from dial\n/history 3\n')
  assert.equal(dialled.code, 0, dialled.errors)
  assert.ok(dialled.errors.includes(fingerprint), 'the line door is another place')
  assert.match(dialled.lines.join('\n'), /hello by TLS[\s\S]*again[\s\S]*from dial/)
  await first.stop()
  await rm(join(data.path, 'tls'), { recursive: true })
  await using second = await startHub({ data: data.path, args: [...args, ...ports] })
  assert.notEqual(/Certificate SHA-256 (\S+)/.exec(second.output())?.[1], fingerprint)
  for (const { code, errors } of [await send('to whom?'), await runDial(home, [`tls://127.0.0.1:${second.port}`], 'to whom?\n')]) {
    assert.equal(code, 1)
    assert.match(errors, /shows another certificate than before\. .*known-hubs\.json .* somebody is in between\./)
  }
})

test('commands that come to new hubs at the same moment all remember them', async () => {
  await using hub = await startHub({ args: ['--tls', 'self-signed', '--host', '0.0.0.0'] })
  await using state = await temporaryFolder()
  const hosts = Array.from({ length: 8 }, (_, index) => `127.0.0.${index + 1}`)
  const trust = join(import.meta.dirname, '..', '..', 'src', 'cli', 'trust.ts')
  const script = `const { trustHub } = await import(process.argv[1]); await trustHub({ host: process.argv[2], port: ${hub.port} }, () => undefined)`
  const ends = hosts.map(async host => {
    const env = { ...process.env, XDG_STATE_HOME: state.path }
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, trust, host], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const [code] = await once(child, 'exit')
    return code as number
  })
  assert.deepEqual(
    await Promise.all(ends),
    hosts.map(() => 0),
  )
  const known = JSON.parse(await readFile(join(state.path, 'partyline', 'known-hubs.json'), 'utf8')) as Record<string, string>
  assert.deepEqual(
    Object.keys(known).sort(),
    hosts.map(host => `${host}:${hub.port}`),
  )
})
