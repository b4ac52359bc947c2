// Shelves in frames: what is on them, and what becomes of it. The bytes themselves go over HTTP and the line door.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { FrameClient } from '../support/frame-client.ts'
import { startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'

const hub = await startHub()
after(() => hub[Symbol.asyncDispose]())

test('[F38] [F10] a shelf is listed, its files are renamed and taken away, and each change is an entry', async () => {
  using line = await LineClient.join(hub)
  const token = (await line.ask('/token')).replace(/^TOKEN /, '')
  await line.ask('/join #shelf')
  line.send('put one.txt 3 now\none')
  assert.match(await line.reply(), /^one\.txt ACK /)
  using ann = await FrameClient.join(hub, { token })
  using ben = await FrameClient.join(hub)
  const room = await ben.join('#shelf')
  const listed = await ann.want('files', { verb: 'list', room: room.id, after: '' })
  const [file] = listed.rows
  assert.deepEqual([listed.more, listed.rows.length, file?.name, file?.bytes, file?.guest], [false, 1, 'one.txt', 3, ann.guest])
  assert.match(file?.id ?? '', /^[0-9a-f]{32}$/)
  assert.match(file?.sha256 ?? '', /^[0-9a-f]{64}$/)
  assert.equal(await ben.refused({ verb: 'remove', room: room.id, name: 'one.txt' }), 'forbidden')
  const moved = await ann.want('receipt', { verb: 'move', id: 'move-1', room: room.id, name: 'one.txt', to: 'two.txt' })
  const again = await ann.want('receipt', { verb: 'move', id: 'move-1', room: room.id, name: 'one.txt', to: 'two.txt' })
  assert.deepEqual([again.seq, again.again], [moved.seq, true])
  const removed = await ann.want('receipt', { verb: 'remove', room: room.id, name: 'two.txt' })
  assert.equal(removed.seq, moved.seq + 1)
  await ben.entry(room.id, removed.seq)
  const told = (ben.given.get(room.id) ?? []).filter(entry => entry.seq >= moved.seq)
  assert.deepEqual(
    told.map(entry => ('file' in entry ? [entry.kind, entry.file] : [entry.kind])),
    [
      ['file-renamed', file?.id],
      ['file-gone', file?.id],
    ],
  )
})

test('[F38] a page of a shelf has as many rows as were asked for, and says whether there are more', async () => {
  using line = await LineClient.join(hub)
  await line.ask('/join #pages')
  for (const name of ['a', 'b', 'c']) {
    line.send(`put ${name} 1 now\nx`)
    assert.match(await line.reply(), / ACK /)
  }
  using ann = await FrameClient.join(hub)
  const room = await ann.join('#pages')
  const page = async (asked: { after: string; rows?: number }) => {
    const { rows, more } = await ann.want('files', { verb: 'list', room: room.id, ...asked })
    return [rows.map(({ name }) => name).join(''), more]
  }
  assert.deepEqual(await page({ after: '', rows: 2 }), ['ab', true])
  assert.deepEqual(await page({ rows: 2, after: 'b' }), ['c', false])
  assert.deepEqual(await page({ after: '', rows: 1_000_000 }), ['abc', false])
  assert.deepEqual(await page({ after: '' }), ['abc', false])
  assert.equal(await ann.refused({ verb: 'list', room: room.id, after: '', rows: 0 }), 'bad-command')
})

test('[F38] an upload in progress is listed and ended by whose it is; a room says how long it keeps files', async () => {
  using line = await LineClient.join(hub)
  const token = (await line.ask('/token')).replace(/^TOKEN /, '')
  await line.ask('/join #keeping')
  assert.equal(await line.ask('put slow.bin 10'), 'READY 0')
  using ben = await FrameClient.join(hub)
  const room = await ben.join('#keeping')
  const [transfer] = (await ben.want('transfers', { verb: 'transfers', room: room.id })).rows
  assert.deepEqual([transfer?.name, transfer?.bytes, transfer?.offset, transfer?.active], ['slow.bin', 10, 0, true])
  const id = transfer?.id ?? ''
  assert.equal(await ben.refused({ verb: 'cancel', transfer: id }), 'no-such-transfer')
  assert.equal(await ben.refused({ verb: 'keep', room: room.id, days: 3 }), 'forbidden')
  assert.equal((await ben.want('kept', { verb: 'keep', room: room.id })).days, null)
  using ann = await FrameClient.join(hub, { token })
  assert.equal((await ann.want('kept', { verb: 'keep', room: room.id, days: 3 })).days, 3)
  assert.equal((await ben.want('kept', { verb: 'keep', room: room.id })).days, 3)
  assert.deepEqual((await ann.want('transfers', { verb: 'transfers', room: room.id })).rows, [])
})
