// Makes few files of the many that the hub and the commands are: what is loaded at once starts in half the time and takes less memory. A clone runs
// these for as long as they are of its sources, and else the sources themselves.
import { readdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { builtFolder, builtName, stampName, stampOf } from '../bin/built.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

const commands = [
  'main',
  'admin/main',
  'cli/connect/main',
  'cli/dial/main',
  ...readdirSync(join(root, 'src/cli/script')).map(name => `cli/script/${name.replace(/\.ts$/, '')}`),
]
const threads = ['store/worker', 'store/search/worker', 'blobs/worker', 'secrets/strength/worker']

/** Who starts a thread names its file as it stands beside it in `src/`; here all files stand in one folder. */
let starters = 0
const threadFiles = {
  name: 'thread-files',
  transform: (code, id) => {
    const thread = `${relative(join(root, 'src'), dirname(id)).replaceAll('\\', '/')}/worker`
    if (!threads.includes(thread) || !code.includes(`'./worker.js'`)) return undefined
    starters++
    return code.replace(`'./worker.js'`, `'./${builtName(thread)}'`)
  },
}

const stamp = stampOf(root)
const bundle = await rolldown({
  cwd: root,
  platform: 'node',
  input: Object.fromEntries([...commands, ...threads].map(name => [name, `src/${name}.ts`])),
  // Ink asks for it only where it is developed.
  external: ['react-devtools-core'],
  plugins: [threadFiles],
  logLevel: 'warn',
})
await bundle.write({
  dir: builtFolder,
  cleanDir: true,
  entryFileNames: ({ name }) => builtName(name),
  chunkFileNames: 'part-[name]-[hash].js',
})
await bundle.close()
if (starters !== threads.length) throw new Error(`${threads.length} threads are bundled, and ${starters} are started.`)
writeFileSync(join(root, builtFolder, stampName), stamp)
