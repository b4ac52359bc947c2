// The check of the arrows between folders is itself checked: a planted violation has to be found.
import assert from 'node:assert/strict'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { cruise } from '../../scripts/check-layers.ts'
import { temporaryFolder } from '../support/hub.ts'

const top = fileURLToPath(new URL('../..', import.meta.url))

/** A house of these files; answers the names of the rules that are broken in it. */
async function rulesBrokenBy(files: Readonly<Record<string, string>>): Promise<string[]> {
  await using folder = await temporaryFolder()
  await cp(join(top, 'tsconfig.json'), join(folder.path, 'tsconfig.json'))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder.path, name)), { recursive: true })
    await writeFile(join(folder.path, name), text)
  }
  const { modules, violations } = cruise(['src'], folder.path)
  assert.ok(modules >= Object.keys(files).length, 'the checker saw the files')
  return violations.map(violation => violation.split(':')[0] ?? '')
}

const ports = { 'src/hub/ports.ts': 'export const port = 1\n', 'src/protocol/text.ts': 'export const text = 1\n' }

test('a house in order has no violations', async () => {
  const files = {
    ...ports,
    'src/store/s.ts': "import { port } from '../hub/ports.ts'\nimport { text } from '../protocol/text.ts'\nexport const s = port + text\n",
  }
  assert.deepEqual(
    (await rulesBrokenBy({ ...files, 'src/main.ts': "import { s } from './store/s.ts'\nconsole.log(s)\n" })).filter(
      rule => rule !== 'no-orphans',
    ),
    [],
  )
})

test('a domain that imports Node, a store that imports the domain, a wire that imports anything and a circle are all found', async () => {
  const broken = await rulesBrokenBy({
    ...ports,
    'src/hub/fs.ts': "import { readFileSync } from 'node:fs'\nexport const read = readFileSync\n",
    'src/hub/hub.ts': "import { read } from './fs.ts'\nexport const hub = read\n",
    'src/store/s.ts': "import { hub } from '../hub/hub.ts'\nexport const s = hub\n",
    'src/protocol/bad.ts': "import { port } from '../hub/ports.ts'\nexport const bad = port\n",
    'src/bus/a.ts': "import { b } from './b.ts'\nexport const a = () => b\n",
    'src/bus/b.ts': "import { a } from './a.ts'\nexport const b = () => a\n",
    'src/cli/c.ts': "import { s } from '../store/s.ts'\nexport const c = s\n",
  })
  for (const rule of [
    'hub-is-pure',
    'store-imports-only-its-own',
    'protocol-imports-only-its-own',
    'no-circles',
    'cli-imports-only-its-own',
  ])
    assert.ok(broken.includes(rule), rule)
})
