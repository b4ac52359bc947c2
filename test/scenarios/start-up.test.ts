// A hub that cannot start says why in one sentence, ends with 1, and leaves everything as it found it.
import assert from 'node:assert/strict'
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { sha256Of } from '../support/files.ts'
import { type HubOptions, spawnHub, startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { isRoot, skipUnless, works } from '../support/needs.ts'
import { within } from '../support/until.ts'

/** Starts a hub that must refuse, and answers what it said: one sentence, no banner, no stack. */
async function refusal(options: HubOptions & { data: string }): Promise<string> {
  const { process: child, output, exited } = spawnHub(options)
  try {
    const code = await within(`the end of a hub that cannot start (so far: ${output()})`, exited)
    assert.match(output(), /^[A-Z][^\n]+\.\n$/)
    assert.equal(code, 1, output())
    return output().trimEnd()
  } finally {
    child.kill('SIGKILL')
  }
}

/** A data folder that a hub has used: one message is in it. */
async function usedFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await temporaryFolder()
  await using hub = await startHub({ data: folder.path })
  {
    using ben = await LineClient.join(hub)
    assert.equal(await ben.ask('remember me'), 'remember me ACK')
  }
  assert.equal(await hub.stop(), 0)
  return folder
}

async function assertRemembers(data: string): Promise<void> {
  await using hub = await startHub({ data })
  using ann = await LineClient.join(hub)
  assert.match((await ann.rows('/history')).join(), / Client01: remember me$/)
}

describe('a hub that cannot start', { concurrency: 2 }, () => {
  test('because its port is in use says so, and what holds the port goes on', async () => {
    await using folder = await temporaryFolder()
    const holder = createServer().listen(0, '127.0.0.1')
    try {
      await new Promise(resolve => holder.once('listening', resolve))
      const address = holder.address()
      const port = typeof address === 'object' ? address?.port : undefined
      const sentence = await refusal({ data: folder.path, args: ['--line-port', String(port)] })
      assert.match(sentence, new RegExp(`port ${port} of 127\\.0\\.0\\.1.*--line-port`))
    } finally {
      holder.close()
    }
    await using hub = await startHub({ data: folder.path })
    assert.equal(await hub.stop(), 0)
  })

  test('because this machine has no such address or name says so', async () => {
    await using folder = await temporaryFolder()
    for (const host of ['203.0.113.9', 'no-such-host.invalid']) {
      assert.match(await refusal({ data: folder.path, args: ['--host', host, '--insecure'] }), new RegExp(`${host}.*--host`))
    }
  })

  test('because another hub has the data folder says so, and the other goes on', async () => {
    await using folder = await temporaryFolder()
    await using first = await startHub({ data: folder.path })
    using ben = await LineClient.join(first)
    assert.equal(await ben.ask('before'), 'before ACK')
    const sentence = await refusal({ data: folder.path })
    assert.match(sentence, /^Another hub is running on the data folder .*--data/)
    assert.equal(await ben.ask('after'), 'after ACK')
    assert.equal((await ben.rows('/history')).length, 2)
    assert.equal((await ben.rows('status')).length, 1)
    await first.stop('SIGKILL')
    // The lock goes with its holder, however that ends.
    await using second = await startHub({ data: folder.path })
    using ann = await LineClient.join(second)
    assert.equal((await ann.rows('/history')).length, 2)
  })

  test('because its data folder cannot be made says so', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, 'file'), 'mine')
    for (const data of [join(folder.path, 'file'), join(folder.path, 'file', 'data'), '/proc/partyline']) {
      const sentence = await refusal({ data, cwd: folder.path })
      assert.match(sentence, new RegExp(`folder ${data} cannot .*--data`))
    }
    assert.equal(await readFile(join(folder.path, 'file'), 'utf8'), 'mine')
  })

  test('because its files folder cannot be used says so', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, 'file'), 'mine')
    const sentence = await refusal({ data: folder.path, args: ['--files', join(folder.path, 'file')] })
    assert.match(sentence, /^The folder .*file cannot be used: .*--files/)
    assert.equal(await readFile(join(folder.path, 'file'), 'utf8'), 'mine')
  })

  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
  const [command = '', ...options] = nobody
  const skip = isRoot && skipUnless(works(command, ...options, process.execPath, '--version'), 'Another user cannot run this Node.')
  test('because it may not write into its data folder says so', { skip }, async () => {
    await using folder = await temporaryFolder()
    await using used = await usedFolder()
    for (const data of [folder.path, used.path]) {
      await chmod(data, 0o555)
      const sentence = await refusal({ data, cwd: '/', ...(isRoot ? { under: nobody } : {}) })
      assert.match(sentence, new RegExp(`${data}.*--data`))
      await chmod(data, 0o700)
    }
    await assertRemembers(used.path)
  })

  test('because the data was written by a newer version says so and changes nothing', async () => {
    await using folder = await usedFolder()
    const path = join(folder.path, 'partyline.sqlite')
    const change = (sql: string): void => {
      const database = new DatabaseSync(path)
      database.exec(sql)
      database.close()
    }
    change("INSERT INTO kysely_migration (name, timestamp) VALUES ('9999-from-the-future', '2099-01-01T00:00:00.000Z')")
    const before = sha256Of(await readFile(path))
    const sentence = await refusal({ data: folder.path })
    assert.match(sentence, /newer Partyline \(9999-from-the-future\)\..*--data/)
    assert.equal(sha256Of(await readFile(path)), before)
    change("DELETE FROM kysely_migration WHERE name = '9999-from-the-future'")
    await assertRemembers(folder.path)
  })

  test('because its database is damaged says so and makes nothing worse', async () => {
    await using folder = await usedFolder()
    const path = join(folder.path, 'partyline.sqlite')
    const whole = await readFile(path)
    const pageBytes = whole.readUInt16BE(16)
    const database = new DatabaseSync(path, { readOnly: true })
    const roots = database.prepare("SELECT name, rootpage FROM sqlite_master WHERE name IN ('hub', 'rooms', 'transfers')").all()
    database.close()
    assert.equal(roots.length, 3)
    const withoutPage = (page: number): Buffer => Buffer.from(whole).fill(0x55, (page - 1) * pageBytes, page * pageBytes)
    const damages: (readonly [what: string, bytes: Buffer])[] = [
      ['its first page is overwritten', withoutPage(1)],
      ['it is text', Buffer.from('This is no database.\n'.repeat(500))],
      ['its second half is missing', whole.subarray(0, whole.length / 2)],
    ]
    for (const [what, bytes] of damages) {
      await writeFile(path, bytes)
      assert.match(await refusal({ data: folder.path }), /database .*--data/, what)
      assert.equal(sha256Of(await readFile(path)), sha256Of(bytes), what)
    }
    for (const { name, rootpage } of roots) {
      await writeFile(path, withoutPage(Number(rootpage)))
      assert.match(await refusal({ data: folder.path }), /database .*--data/, `the table ${name} is overwritten`)
      for (const left of ['-wal', '-shm']) await rm(`${path}${left}`, { force: true })
    }
    await writeFile(path, whole)
    await assertRemembers(folder.path)
  })
})

test('a hub starts in a data folder that is a link, and in one with an awkward name', async () => {
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'späte Daten "& 100 %')
  await mkdir(data)
  await using hub = await startHub({ data })
  using ben = await LineClient.join(hub)
  assert.match(await ben.ask('put a.txt 2 now\nhi'), /^a\.txt ACK /)
  assert.equal(await readFile(join(data, 'files', 'a.txt'), 'utf8'), 'hi')
})
