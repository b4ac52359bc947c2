// The code in docs/sdk.md is code: every block type-checks, and the whole programs among them run against a real hub.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { startHub, temporaryFolder } from '../support/hub.ts'

const top = fileURLToPath(new URL('../../', import.meta.url))
const sources = {
  'partyline/client': 'src/client/connect.ts',
  'partyline/client/node': 'src/client/node.ts',
  'partyline/client/tcp': 'src/client/tcp.ts',
}
const doc = await readFile(join(top, 'docs/sdk.md'), 'utf8')
const blocks = [...doc.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code)
/** Where the text before a block has named these already. */
const given = `import type { Partyline, Room } from 'partyline/client'
declare const partyline: Partyline
declare const room: Room
`
const isWhole = (code: string): boolean => code.includes('partyline = connect(')

/** Runs a program of Node. What it printed, and with which code it ended. */
const run = (...args: readonly string[]) =>
  new Promise<{ code: number | string; output: string }>(resolve => {
    execFile(process.execPath, args, { timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? (error === null ? 0 : 'killed'), output: stdout + stderr }),
    )
  })

describe('the code in docs/sdk.md', () => {
  it('type-checks', async () => {
    await using folder = await temporaryFolder()
    assert.ok(blocks.length >= 6)
    for (const [index, code] of blocks.entries())
      await writeFile(join(folder.path, `block-${index + 1}.ts`), isWhole(code) ? `${code}export {}\n` : `${given}${code}export {}\n`)
    const config = {
      extends: join(top, 'tsconfig.json'),
      compilerOptions: {
        lib: ['es2024', 'esnext.disposable', 'esnext.iterator', 'dom'],
        noUnusedLocals: false,
        typeRoots: [join(top, 'node_modules/@types')],
        paths: {
          ...Object.fromEntries(Object.entries(sources).map(([name, path]) => [name, [join(top, path)]])),
          react: [join(top, 'node_modules/@types/react')],
        },
      },
      include: ['*.ts'],
    }
    await writeFile(join(folder.path, 'tsconfig.json'), JSON.stringify(config))
    await writeFile(join(folder.path, 'package.json'), '{ "type": "module" }')
    const { code, output } = await run(join(top, 'node_modules/ts7/bin/tsc'), '-p', folder.path)
    assert.equal(code, 0, output)
  })

  it('runs where it is a whole program', async () => {
    await using hub = await startHub()
    await using folder = await temporaryFolder()
    const outputs: string[] = []
    for (const [index, code] of blocks.filter(block => block.includes('localhost')).entries()) {
      const file = join(folder.path, `program-${index + 1}.mts`)
      const here = Object.entries(sources).reduce(
        (text, [name, path]) => text.replaceAll(`'${name}'`, `'${pathToFileURL(join(top, path))}'`),
        code.replace('localhost:8080', `127.0.0.1:${hub.webPort}`).replace('localhost:12345', `127.0.0.1:${hub.port}`),
      )
      await writeFile(file, here)
      const { code: ended, output } = await run(file)
      assert.equal(ended, 0, output)
      outputs.push(output)
    }
    assert.deepEqual(outputs, ["It is on the hub's disk, as number 1.\n", 'carrots, milk\n', 'member backup\n', ''])
  })
})
