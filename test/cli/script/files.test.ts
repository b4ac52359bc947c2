import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { sha256Of } from '../../support/files.ts'
import { startHub, temporaryFolder } from '../../support/hub.ts'
import { Random } from '../../support/random.ts'
import { Command, run } from './running-command.ts'

const shell = promisify(execFile)
const entry = fileURLToPath(new URL('../../../bin/partyline.mjs', import.meta.url))

/** Writes files by their names below a folder. */
async function tree(folder: string, files: Readonly<Record<string, Uint8Array | string>>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), bytes)
  }
}

/** What sha256sum says of all files below a folder, by name. */
async function sums(folder: string): Promise<string> {
  const { stdout } = await shell('bash', ['-c', 'find . -type f -print0 | sort -z | xargs -0 sha256sum'], { cwd: folder })
  return stdout
}

describe('partyline put and get', () => {
  test('a folder goes up and comes down as it was; what is there already is passed over', async () => {
    await using hub = await startHub()
    await using folder = await temporaryFolder()
    const place = { port: hub.webPort, state: join(folder.path, 'state') }
    const source = join(folder.path, 'photos')
    await tree(source, {
      'a.txt': 'one\n',
      'empty.bin': '',
      'deep/er/Zoë and 日本.bin': new Random(1).bytes(3_000_000),
      'deep/b (2).bin': new Random(2).bytes(1_200_000),
    })
    const before = await sums(source)
    await writeFile(join(source, '.hidden'), 'x')
    await symlink('a.txt', join(source, 'link'))
    await shell('mkfifo', [join(source, 'pipe')])
    const put = await run(place, ['put', source])
    assert.equal(put.code, 0, put.errors)
    assert.match(put.errors, /link passed over: it is a link/)
    assert.match(put.errors, /pipe passed over: it is no ordinary file/)
    assert.match(put.errors, /1 hidden name passed over/)
    assert.deepEqual(put.lines.map(line => line.replace(/ [0-9a-f]{64}/, '')).sort(), [
      'put 0 photos/empty.bin',
      'put 1200000 photos/deep/b (2).bin',
      'put 3000000 photos/deep/er/Zoë and 日本.bin',
      'put 4 photos/a.txt',
    ])
    const again = await run(place, ['put', source])
    assert.deepEqual([again.code, again.lines.map(line => line.split(' ')[0])], [0, ['same', 'same', 'same', 'same']])
    const target = join(folder.path, 'target')
    const got = await run(place, ['get', 'photos/', '--to', target])
    assert.deepEqual([got.code, got.errors, got.lines.length], [0, '', 4])
    assert.equal(await sums(join(target, 'photos')), before)
    const back = await run(place, ['get', '--all', '--to', target, '--json'])
    assert.deepEqual(
      back.lines.map(line => JSON.parse(line)).map(({ file, name, path }) => [file, path === join(target, name)]),
      Array.from({ length: 4 }, () => ['same', true]),
    )
    const ls = await run(place, ['ls', 'photos/deep/'])
    assert.deepEqual(
      ls.lines.map(line => line.replace(/ \d{4}-\S+ \S+ /, ' ')),
      ['1200000 Client01 photos/deep/b (2).bin', '3000000 Client01 photos/deep/er/Zoë and 日本.bin'],
    )
  })

  test('150 small files go up and come down', async t => {
    await using hub = await startHub()
    await using folder = await temporaryFolder()
    const place = { port: hub.webPort, state: join(folder.path, 'state') }
    const source = join(folder.path, 'many')
    await tree(source, Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`${index % 20}/${index}.txt`, `file ${index}\n`])))
    const began = performance.now()
    const put = await run(place, ['put', source, '--quiet'])
    const middle = performance.now()
    assert.deepEqual(put, { code: 0, lines: [], errors: '' })
    const got = await run(place, ['get', 'many/', '--to', join(folder.path, 'back')])
    const end = performance.now()
    assert.deepEqual([got.code, got.lines.length], [0, 150])
    assert.equal(await sums(join(folder.path, 'back/many')), await sums(source))
    t.diagnostic(`up ${Math.round(middle - began)} ms, down ${Math.round(end - middle)} ms`)
  })

  test('20 MB are piped in, and piped on', async () => {
    await using hub = await startHub()
    await using folder = await temporaryFolder()
    const place = { port: hub.webPort, state: join(folder.path, 'state') }
    const bytes = new Random(3).bytes(20_000_000)
    await using put = new Command(place, ['put', '-', '--as', 'dump/all.sql', '--json'])
    put.child.stdin.end(bytes)
    assert.equal(await put.exited(), 0, put.errors)
    const { file, name, sha256 } = JSON.parse(put.lines[0] ?? '')
    assert.deepEqual([file, name, sha256], ['put', 'dump/all.sql', sha256Of(bytes)])
    const env = { ...process.env, XDG_STATE_HOME: place.state, PARTYLINE_URL: `ws://127.0.0.1:${place.port}` }
    const get = spawn(process.execPath, [entry, 'get', 'dump/all.sql', '--to', '-'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    const exited = once(get, 'close')
    const chunks: Buffer[] = []
    for await (const chunk of get.stdout) chunks.push(chunk)
    assert.deepEqual((await exited)[0], 0)
    assert.equal(sha256Of(Buffer.concat(chunks)), sha256Of(bytes))
    const head = await shell(
      'bash',
      ['-c', `"${process.execPath}" "${entry}" get dump/all.sql --to - | head -c 7; echo " \${PIPESTATUS[0]}"`],
      { env },
    )
    assert.deepEqual([head.stdout.slice(-3), head.stderr], [' 0\n', ''], 'who has enough is told nothing')
  })

  test('what fails is told at the end, the rest goes on, and the exit code says it', async () => {
    await using hub = await startHub()
    await using folder = await temporaryFolder()
    const place = { port: hub.webPort, state: join(folder.path, 'state') }
    const path = (name: string) => join(folder.path, name)
    await tree(folder.path, { 'a.txt': 'one', 'b.txt': 'two', 'con.txt': 'three', 'other/a.txt': 'four' })
    const put = await run(place, ['put', path('a.txt'), path('missing.txt'), path('con.txt'), path('b.txt')])
    assert.equal(put.code, 1)
    assert.equal(put.lines.length, 2)
    assert.match(put.errors, /missing\.txt: There is no such file or folder here\.\n/)
    assert.match(put.errors, /con\.txt: No file on a shelf can be called so/)
    assert.match(put.errors, /partyline: 2 of 4 failed; run the same command again to try those again\.\n$/)
    const taken = await run(place, ['put', path('other/a.txt'), '--json'])
    assert.equal(taken.code, 1)
    assert.deepEqual({ ...JSON.parse(taken.lines[0] ?? ''), sentence: '' }, { file: 'failed', name: 'a.txt', code: 'exists', sentence: '' })
    assert.match(taken.errors, /a\.txt: Another file has this name there\. --rename takes a free one/)
    const renamed = await run(place, ['put', path('other/a.txt'), '--rename', '--json'])
    assert.equal(JSON.parse(renamed.lines[0] ?? '').name, 'a (2).txt')
    assert.equal((await run(place, ['put', path('b.txt'), '--as', 'c.txt'])).code, 0)
    assert.equal((await run(place, ['mv', 'c.txt', 'old/'])).code, 0)
    assert.equal((await run(place, ['mv', 'old/c.txt', 'b.txt'])).code, 1)
    const rm = await run(place, ['rm', 'old/c.txt', 'nothing.txt'])
    assert.deepEqual([rm.code, rm.errors], [1, 'partyline: nothing.txt: There is no such file in this room.\npartyline: 1 of 2 failed.\n'])
    assert.deepEqual(
      (await run(place, ['ls'])).lines.map(line => line.split(' ').slice(4).join(' ')),
      ['a (2).txt', 'a.txt', 'b.txt'],
    )
    await writeFile(path('b.txt'), 'mine')
    const mine = await run(place, ['get', 'a.txt', 'b.txt', 'nothing.txt', '--to', folder.path])
    assert.deepEqual([mine.code, mine.lines.map(line => line.split(' ')[0])], [1, ['same']])
    assert.match(mine.errors, /b\.txt: There is another file at .*b\.txt\. --force replaces it/)
    assert.match(mine.errors, /2 of 3 failed/)
    assert.equal(await readFile(path('b.txt'), 'utf8'), 'mine')
    assert.equal((await run(place, ['get', 'b.txt', '--to', folder.path, '--force'])).code, 0)
    assert.equal(await readFile(path('b.txt'), 'utf8'), 'two')
    assert.equal((await run(place, ['get', 'b.txt', '--to', path('as-i-say')])).code, 0)
    assert.equal(await readFile(path('as-i-say'), 'utf8'), 'two')
  })

  test('wrong usage is exit code 2 and one sentence, before any hub is asked', async () => {
    const nowhere = { port: 1, state: '/nonexistent' }
    for (const args of [
      ['put'],
      ['put', '-'],
      ['put', '-', 'x', '--as', 'y'],
      ['put', 'a', 'b', '--as', 'c'],
      ['put', 'a', '--as', '../c'],
      ['put', 'a', '--parallel', '0'],
      ['get'],
      ['get', 'a', '--all'],
      ['get', 'a', 'b', '--to', '-'],
      ['get', 'a', '--to', '-', '--json'],
      ['get', '--all', '--to', entry],
      ['ls', 'a', 'b'],
      ['rm'],
      ['rm', 'a/'],
      ['mv', 'a'],
    ]) {
      const { code, errors, lines } = await run(nowhere, args)
      assert.equal(code, 2, args.join(' '))
      assert.match(errors, /^partyline: [^\n]+\n$/)
      assert.deepEqual(lines, [])
    }
    for (const word of ['put', 'get', 'ls', 'rm', 'mv']) {
      const { code, lines } = await run(nowhere, [word, '--help'])
      assert.equal(code, 0)
      assert.match(lines[0] ?? '', new RegExp(`^Usage: partyline ${word} `))
    }
    const { code, errors } = await run(nowhere, ['get', 'a', '--timeout', '0.3'])
    assert.equal(code, 1)
    assert.match(errors, /^partyline: No hub answered .* within 0\.3 s.*\n$/)
  })

  test('two who put one name at once: the same content is stored once, of two contents one is refused', async () => {
    await using hub = await startHub()
    await using folder = await temporaryFolder()
    const place = (who: string) => ({ port: hub.webPort, state: join(folder.path, who) })
    const bytes = new Random(4).bytes(5_000_000)
    await tree(folder.path, { 'one/x.bin': bytes, 'two/x.bin': bytes, 'three/y.bin': bytes, 'four/y.bin': new Random(5).bytes(5_000_000) })
    const put = (who: string, name: string) => run(place(who), ['put', join(folder.path, who, name)])
    assert.deepEqual(
      (await Promise.all([put('one', 'x.bin'), put('two', 'x.bin')])).map(({ code }) => code),
      [0, 0],
    )
    assert.deepEqual((await Promise.all([put('three', 'y.bin'), put('four', 'y.bin')])).map(({ code }) => code).sort(), [0, 1])
    assert.equal((await run(place('one'), ['ls'])).lines.length, 2)
  })
})
