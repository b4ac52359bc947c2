// Every place where the name of a file may be given, on every door: what people write goes everywhere, what deceives goes nowhere.
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { keptNames, refusedNames } from '../support/file-name-corpus.ts'
import { get } from '../support/files.ts'
import { FrameClient } from '../support/frame-client.ts'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { ask, begin, patch } from '../support/tus-client.ts'

const folder = await temporaryFolder()
// What lies beside the shelf must stay as it is.
mkdirSync(join(folder.path, 'files'))
writeFileSync(join(folder.path, 'canary'), 'canary')
const hub = await startHub({ args: ['--files', join(folder.path, 'files'), '--rates', 'off'] })
after(async () => {
  await hub[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const codes = new Set([...Object.keys(refusedNames), 'no-such-file', 'bad-utf8', 'bad-command', 'bad-text'])
const body = Buffer.from('hello')
const shown = (names: readonly string[]) => names.filter(name => name !== '.partyline').toSorted()

for (const room of ['lobby', 'vault'])
  test(`[H1] [T2] [F38] [L87] [L88] a name that people write goes through every door, in ${room}`, async () => {
    using line = await LineClient.join(hub)
    if (room !== 'lobby') await line.ask(`/join #${room}`)
    for (const name of keptNames) {
      line.send(`put "${name}" 5 now\nhello/move "${name}" to other\n/move other to "${name}"\n/delete "${name}"\n`)
      // Some of them look like what a hub says unasked.
      assert.match((await line.line()) ?? '', / ACK [0-9a-f]{64}$/)
      for (const answer of ['MOVE other', `MOVE ${name}`, `DELETE ${name}`]) assert.equal(await line.line(), answer)
    }
    using frames = await FrameClient.join(hub)
    await frames.join(`#${room}`)
    const { token } = frames
    const address = (name: string) => `/files/${room}/${encodeURIComponent(name)}`
    for (const [index, name] of keptNames.entries()) {
      if (index % 2 === 0) assert.equal((await ask(hub, 'PUT', address(name), { token, body })).status, 201, name)
      else {
        const { path } = await begin(hub, { filename: name }, body.length, { token, room })
        assert.equal((await patch(hub, path, 0, body, { token })).status, 204, name)
      }
      assert.equal((await get(line, `"${name}"`)).bytes.toString(), 'hello')
      const got = await ask(hub, 'GET', address(name), { token })
      assert.deepEqual([got.status, got.text], [200, 'hello'], name)
      const listed = await frames.want('files', { verb: 'list', room: `#${room}`, after: '' })
      const file = listed.rows.find(row => row.name === name)
      const byId = await ask(hub, 'GET', `/file/${file?.id}/${encodeURIComponent(name)}`, { token })
      assert.deepEqual([byId.status, byId.text], [200, 'hello'], name)
      assert.match(String(byId.headers['content-disposition']), /filename/)

      const other = `moved-${index}`
      const seq = (await frames.want('receipt', { verb: 'move', room: `#${room}`, name, to: other })).seq
      await frames.want('receipt', { verb: 'move', room: `#${room}`, name: other, to: name })
      assert.ok(seq > 0)
      await frames.want('receipt', { verb: 'remove', room: `#${room}`, name })
    }
    assert.deepEqual((await frames.want('files', { verb: 'list', room: `#${room}`, after: '' })).rows, [])
  })

for (const room of ['lobby', 'vault'])
  test(`[H1] [T2] [F38] [L87] [L88] a name that deceives is refused wherever it is given, in ${room}`, async () => {
    using line = await LineClient.join(hub)
    if (room !== 'lobby') await line.ask(`/join #${room}`)
    using frames = await FrameClient.join(hub)
    await frames.join(`#${room}`)
    const { token } = frames
    assert.equal((await ask(hub, 'PUT', `/files/${room}/mine`, { token, body })).status, 201)
    const before = shown(readdirSync(folder.path))
    assert.match(await line.ask('put "line" 5 now\nhello'), / ACK /)
    // A slash is between folders, which may be named.
    const deceiving = Object.values(refusedNames)
      .flat()
      .filter(name => name !== 'a/b')
    const names = [...deceiving, '../canary', '..\\canary', 'files/../../canary', `${folder.path}/canary`]
    for (const name of names) {
      const what = JSON.stringify(name)
      for (const method of ['PUT', 'DELETE', 'GET']) {
        const asked = { token, ...(method === 'PUT' && { body }) }
        const { status } = await ask(hub, method, `/files/${room}/${encodeURIComponent(name)}`, asked)
        assert.ok(status === 400 || status === 404, `${method} ${what}: ${status}`)
      }
      assert.equal((await begin(hub, { filename: name }, 5, { token, room })).status, 400, what)
      for (const command of [
        { verb: 'move', name: 'mine', to: name },
        { verb: 'move', name, to: 'theirs' },
        { verb: 'remove', name },
      ] as const)
        assert.ok(codes.has(await frames.refused({ room: `#${room}`, ...command })), `${command.verb} ${what}`)
      if (/[\n\r\0]/.test(name)) continue
      for (const command of [
        `/move line to "${name}"`,
        `/delete "${name}"`,
        `/move "${name}" to theirs`,
        `get "${name}"`,
        `/share "${name}"`,
      ]) {
        const answer = await line.ask(command)
        assert.ok(codes.has(/^ERROR (\S+) /.exec(answer)?.[1] ?? ''), `${command}: ${answer}`)
      }
    }
    assert.deepEqual(shown(readdirSync(folder.path)), before)
    assert.equal(readFileSync(join(folder.path, 'canary'), 'utf8'), 'canary')
    const left = (await frames.want('files', { verb: 'list', room: `#${room}`, after: '' })).rows.map(({ name }) => name)
    assert.deepEqual(left, ['line', 'mine'])
    assert.doesNotMatch(hub.output(), /fault/i)
  })
