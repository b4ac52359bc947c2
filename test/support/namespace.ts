// A second machine for a test: a network namespace with one cable to this one, which can be cut without a word. Only root may make it.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { isRoot, skipUnless, works } from './needs.ts'
import { until } from './until.ts'

export const skipWithoutNamespaces = skipUnless(
  process.platform === 'linux' && isRoot && works('ip', 'netns'),
  'A second machine cannot be made. Run this test as root on Linux, and install iproute2: apt-get install iproute2.',
)

export type OtherMachine = AsyncDisposable & {
  /** The address of this machine on the cable. */
  readonly host: string
  /** A client over there, which says one thing and reads all, or no more than `until`; settles with its name, when it was told that. */
  join(port: number, says?: string, until?: RegExp, readsOn?: boolean): Promise<string>
  /** From now on no packet gets through, and nobody is told. */
  cut(): void
}

/** Says one thing, shows the beginning of what it is told, and reads on for ever, or until it is told a last thing. */
const client = `const [host, port, says, last] = process.argv.slice(1)
let shown = ''
require('node:net').connect(port, host, function () { this.write(says) }).on('error', () => undefined).on('data', function (chunk) {
  if (shown.length > 400) return
  shown += chunk.subarray(0, 400)
  process.stdout.write(chunk.subarray(0, 400))
  if (last && shown.includes(last)) this.pause()
})
process.stdin.resume()`

let machines = 0

export const testNetworks = '10.213.'
export const isOfTests = (face: string): boolean => /^pl[ht]\d/.test(face)

export function openOtherMachine(): OtherMachine {
  const id = `${process.pid}${String.fromCharCode(97 + ++machines)}`
  const [space, here, there] = [`partyline-${id}`, `plh${id}`, `plt${id}`]
  const network = `${testNetworks}${(process.pid * 8 + machines) % 256}`
  const run = (...args: readonly string[]): void => void execFileSync('ip', args)
  const clients: ChildProcess[] = []
  run('netns', 'add', space)
  try {
    run('link', 'add', here, 'type', 'veth', 'peer', 'name', there, 'netns', space)
    run('addr', 'add', `${network}.1/24`, 'dev', here)
    run('link', 'set', here, 'up')
    run('-n', space, 'addr', 'add', `${network}.2/24`, 'dev', there)
    run('-n', space, 'link', 'set', there, 'up')
  } catch (thrown) {
    run('netns', 'del', space)
    throw thrown
  }
  return {
    host: `${network}.1`,
    join: async (port, says = '', wanted = /Welcome/, readsOn = true) => {
      const words = [`${network}.1`, String(port), says, ...(readsOn ? [] : [wanted.source])]
      const child = spawn('ip', ['netns', 'exec', space, process.execPath, '-e', client, ...words])
      clients.push(child)
      let text = ''
      child.stdout.on('data', chunk => (text += chunk))
      await until(`the client over there is told ${wanted}`, () => wanted.test(text))
      return /You are (\S+)\./.exec(text)?.[1] ?? ''
    },
    // Its end goes down, not ours: then our packets still go to the cable, and no other way.
    cut: () => run('-n', space, 'link', 'set', there, 'down'),
    [Symbol.asyncDispose]: async () => {
      for (const child of clients) {
        child.kill('SIGKILL')
        if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
      }
      // A namespace lives on while connections in it are dying; the cable goes at once.
      run('link', 'del', here)
      run('netns', 'del', space)
    },
  }
}
