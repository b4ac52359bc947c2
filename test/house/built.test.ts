// What was bundled in a clone is run only while it is of the sources that are there.
import assert from 'node:assert/strict'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { temporaryFolder } from '../support/hub.ts'

type Built = { isBuilt(root: string): boolean; stampOf(root: string): string }
const { isBuilt, stampOf } = (await import(pathToFileURL(join(import.meta.dirname, '../../bin/built.mjs')).href)) as Built

test('a bundle counts until a source is changed, added or taken away, the page apart', async () => {
  await using folder = await temporaryFolder()
  const root = folder.path
  const at = (name: string) => join(root, name)
  await mkdir(at('src/web'), { recursive: true })
  await mkdir(at('build'))
  await writeFile(at('src/main.ts'), 'one')
  const bundled = () => writeFile(at('build/of.txt'), stampOf(root))
  assert.ok(!isBuilt(root), 'nothing was built')
  await bundled()
  assert.ok(isBuilt(root))
  await writeFile(at('src/web/app.ts'), 'of the page')
  assert.ok(isBuilt(root))
  await writeFile(at('src/main.ts'), 'other')
  assert.ok(!isBuilt(root), 'a source was changed')
  await bundled()
  await writeFile(at('src/more.ts'), '')
  assert.ok(!isBuilt(root), 'a source was added')
  await bundled()
  await rm(at('src/more.ts'))
  assert.ok(!isBuilt(root), 'a source was taken away')
})
