// A hub under strace: every system call that touches what must be durable, in the order in which they began and ended; and disks that fail
// when we say so. https://strace.io
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type HubOptions, type RunningHub, startHub, temporaryFolder } from './hub.ts'
import { skipUnless, works } from './needs.ts'
import { until } from './until.ts'

const writing = 'write,writev,pwrite64,pwritev,pwritev2,sendto,sendmsg,sendmmsg'
const syncing = 'fsync,fdatasync,sync_file_range,msync'
const naming = 'link,linkat,rename,renameat,renameat2,unlink,unlinkat,ftruncate'

export const skipWithoutStrace = skipUnless(
  works('strace', '-o', '/dev/null', 'true'),
  'strace is not there or may not trace. Install it: apt-get install strace.',
)

/** A call that has returned. `begun` and `ended` are places in the trace. */
export type Call = { readonly name: string; readonly text: string; readonly result: string; readonly begun: number; readonly ended: number }

export type TracedHub = RunningHub & {
  /** Every call so far, in the order in which they ended, once one of them fits. */
  callsUntil(fits: (call: Call) => boolean): Promise<Call[]>
}

/** `faults` are strace expressions such as `inject=fsync:error=EIO`; with `path` only calls on that path are seen. */
export async function startTraced(options: HubOptions, faults: readonly string[] = [], path?: string): Promise<TracedHub> {
  const folder = await temporaryFolder()
  const output = join(folder.path, 'trace')
  const seen = [
    '-e',
    `trace=${writing},${syncing},${naming}`,
    ...faults.flatMap(fault => ['-e', fault]),
    ...(path === undefined ? [] : ['-P', path]),
  ]
  // Faster, but strace 6.1 loses injected signals with it.
  const filter = faults.some(fault => fault.includes('signal=')) ? [] : ['--seccomp-bpf']
  // -D makes the hub our own child, so that its signals and its exit code are its own.
  const under = ['strace', '-D', '-f', ...filter, '-yy', '-s', '70000', '-o', output, ...seen]
  const hub = await startHub({ ...options, under })
  return {
    ...hub,
    callsUntil: fits =>
      until('a system call that was waited for is in the trace', () => {
        const calls = existsSync(output) ? parse(readFileSync(output, 'latin1')) : []
        return calls.some(fits) && calls
      }),
    [Symbol.asyncDispose]: async () => {
      await hub[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** Lines are `<thread> name(args) = result`; a call that others interrupt is cut in two, `<unfinished ...>` and `<... name resumed>`. */
function parse(trace: string): Call[] {
  const open = new Map<string, { text: string; begun: number }>()
  const calls: Call[] = []
  for (const [at, line] of trace.split('\n').entries()) {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? []
    const unfinished = / <unfinished \.\.\.>$/.exec(rest)
    if (unfinished !== null) {
      open.set(thread, { text: rest.slice(0, unfinished.index), begun: at })
      continue
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest)
    const before = resumed === null ? undefined : open.get(thread)
    const text = before === undefined ? rest : before.text + (resumed?.[1] ?? '')
    const [, name, result] = /^(\w+)\(.*\) += (-?\d+.*|\?)$/.exec(text) ?? []
    if (name !== undefined && result !== undefined) calls.push({ name, text, result, begun: before?.begun ?? at, ended: at })
  }
  return calls
}
