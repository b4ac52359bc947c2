// Where a download is saved: what lies there already and is not ours stays as it is.
import assert from 'node:assert/strict'
import { readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { saveTo } from '../../src/client/node.ts'
import { temporaryFolder } from '../support/hub.ts'

const coming = { name: 'a.txt', bytes: 3, sha256: undefined }

test('a file called like the part of a download is not written over', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'a.txt')
  await writeFile(`${path}.part`, 'mine')
  await assert.rejects(async () => saveTo(path).begin?.(coming), { code: 'exists' })
  assert.equal(await readFile(`${path}.part`, 'utf8'), 'mine')
})

test('a link called like the part of a download is not followed', async () => {
  await using folder = await temporaryFolder()
  const [path, other] = [join(folder.path, 'a.txt'), join(folder.path, 'other')]
  await writeFile(other, 'mine')
  await symlink(other, `${path}.part`)
  await assert.rejects(async () => saveTo(path).begin?.(coming), { code: 'exists' })
  // Not even beside a note that says the part is ours.
  await writeFile(`${path}.part.json`, '{}')
  await assert.rejects(async () => saveTo(path).begin?.(coming), { code: 'exists' })
  assert.equal(await readFile(other, 'utf8'), 'mine')
})

test('a part of our own is begun anew, in the same run and in the next', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'a.txt')
  const first = saveTo(path)
  await first.begin?.(coming)
  await first.write(Buffer.from('no'), 0)
  await first.begin?.(coming)
  await first.write(Buffer.from('nobody knows'), 0)
  await first.abort?.(Object.assign(new Error('cut'), { code: 'interrupted' }))
  const second = saveTo(path)
  await second.begin?.(coming)
  await second.write(Buffer.from('yes'), 0)
  await second.close?.()
  assert.equal(await readFile(path, 'utf8'), 'yes')
})
