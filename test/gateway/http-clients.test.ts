// Other people's programs move files over HTTP, are cut off and go on; what they end up with is checked by coreutils.
import assert from 'node:assert/strict'
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { copyFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { sha256sum } from '../support/coreutils.ts'
import { http } from '../support/http-client.ts'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { makeLargeFile } from '../support/large-file.ts'
import { skipUnless, works } from '../support/needs.ts'
import { until } from '../support/until.ts'

const hub = await startHub({ args: ['--rates', 'off'] })
const folder = await temporaryFolder()
after(async () => {
  await hub[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const bytes = 20_000_003
const source = join(folder.path, 'source.bin')
await makeLargeFile(source, bytes)
const expected = await sha256sum(source)
await copyFile(source, join(hub.files, 'großes file.bin'))
const base = `http://${hub.host}:${hub.webPort}`
const address = `${base}/files/lobby/${encodeURIComponent('großes file.bin')}`
await until(
  'the hub knows its hash',
  async () => (await http(hub, new URL(address).pathname, { method: 'HEAD' })).headers.etag !== undefined,
)

const needs = (command: string): { skip: string | false } => ({
  skip: skipUnless(works(command, '--version'), `${command} is not there. Install it: apt-get install ${command.replace(/c$/, '')}.`),
})
const run = (command: string, ...args: readonly string[]) => promisify(execFile)(command, args, { cwd: folder.path, timeout: 60_000 })

/** Lets a download come to a part of the file, and kills it. */
async function cutAmid(child: ChildProcess, path: string): Promise<void> {
  await until('a part of the file is there', () => {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
    return size > 100_000
  })
  child.kill('SIGKILL')
  await once(child, 'exit')
  assert.ok(statSync(path).size < bytes, 'it was cut off before it was over')
}

test('[H7] curl goes on with a download that was cut off', needs('curl'), async () => {
  const path = join(folder.path, 'by-curl.bin')
  await cutAmid(spawn('curl', ['-s', '--limit-rate', '1M', '-o', path, address], { stdio: 'ignore' }), path)
  await run('curl', '-sf', '-C', '-', '-o', path, address)
  assert.equal(await sha256sum(path), expected)
  // What is complete is no reason to complain.
  await run('curl', '-s', '-C', '-', '-o', path, address)
  assert.equal(await sha256sum(path), expected)
})

test('[H6] curl fetches only what has changed', needs('curl'), async () => {
  const [path, etag] = [join(folder.path, 'etagged.bin'), join(folder.path, 'etag')]
  const fetchAgain = () => run('curl', '-s', '-w', '%{http_code}', '--etag-compare', etag, '--etag-save', etag, '-o', path, address)
  assert.equal((await fetchAgain()).stdout, '200')
  assert.equal(await readFile(etag, 'utf8'), `"${expected}"\n`)
  assert.equal((await fetchAgain()).stdout, '304')
})

test('[H13] [H14] [H17] curl puts a file, from a path and from a pipe; once it is cut off nothing is there', needs('curl'), async () => {
  const { stdout } = await run('curl', '-sf', '-T', source, `${base}/files/lobby/put-by-curl.bin`)
  assert.equal((JSON.parse(stdout) as { sha256: string }).sha256, expected)
  assert.equal(await sha256sum(join(hub.files, 'put-by-curl.bin')), expected)
  await run('sh', '-c', `cat "$1" | curl -sf -T - "$2"`, 'sh', source, `${base}/files/lobby/piped.bin`)
  assert.equal(await sha256sum(join(hub.files, 'piped.bin')), expected)
  const cut = spawn('curl', ['-s', '--limit-rate', '1M', '-T', source, `${base}/files/lobby/cut.bin`], { stdio: 'ignore' })
  await until('bytes have come', async () => {
    const { stdout: staging } = await run('sh', '-c', 'cat "$1"/.partyline/[0-9a-f]* 2>/dev/null | wc -c', 'sh', hub.files)
    return Number(staging) > 100_000
  })
  cut.kill('SIGKILL')
  await until('nothing is staged', async () => {
    const { stdout: staging } = await run('sh', '-c', 'ls "$1"/.partyline | wc -l', 'sh', hub.files)
    return Number(staging) === 0
  })
  assert.equal((await http(hub, '/files/lobby/cut.bin')).status, 404)
})

test('[H15] curl is told 409 and 412 where the name is taken', needs('curl'), async () => {
  const target = `${base}/files/lobby/taken.bin`
  await run('sh', '-c', 'echo one | curl -sf -T - "$1"', 'sh', target)
  const status = async (...args: string[]) =>
    (await run('curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', '-T', source, ...args, target)).stdout
  assert.deepEqual([await status(), await status('-H', 'If-None-Match: *')], ['409', '412'])
})

test('[H7] wget goes on with a download that was cut off', needs('wget'), async () => {
  const path = join(folder.path, 'by-wget.bin')
  await cutAmid(spawn('wget', ['-q', '--limit-rate=1m', '-O', path, address], { stdio: 'ignore' }), path)
  await run('wget', '-q', '-c', '-O', path, address)
  assert.equal(await sha256sum(path), expected)
})

test('[H8] wget saves a file under its own name', needs('wget'), async () => {
  const { id } = JSON.parse((await run('curl', '-sf', '-T', source, `${base}/files/lobby/own%20name.bin`)).stdout) as { id: string }
  await run('wget', '-q', '--content-disposition', `${base}/file/${id}`)
  assert.equal(await sha256sum(join(folder.path, 'own name.bin')), expected)
})

test('[H7] aria2 fetches a file in eight pieces at once', needs('aria2c'), async () => {
  await run('aria2c', '-q', '-x8', '-s8', '-k1M', '--file-allocation=none', '-d', folder.path, '-o', 'by-aria2.bin', address)
  assert.equal(await sha256sum(join(folder.path, 'by-aria2.bin')), expected)
})

test('[H7] lftp fetches a file in pieces', needs('lftp'), async () => {
  const path = join(folder.path, 'by-lftp.bin')
  await run('lftp', '-c', `set net:max-retries 2; pget -n 4 "${address}" -o "${path}"`)
  assert.equal(await sha256sum(path), expected)
})
