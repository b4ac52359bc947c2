// Starts a real hub as a process of its own, as a person would, and stops it with the test.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const entry = fileURLToPath(new URL('../../bin/partyline.mjs', import.meta.url))

const compileCache = join(tmpdir(), 'partyline-compile-cache')

/** A file of tests that is ended leaves no hub behind. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

export type HubOptions = {
  /** More flags; `--line-port`, `--web-port`, `--host` and `--data` have fitting values. */
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** A data folder that stays; else the hub gets one of its own that goes with it. */
  readonly data?: string
  /** A command that runs the hub, such as strace with its options. */
  readonly under?: readonly string[]
  readonly cwd?: string
}

export type RunningHub = AsyncDisposable & {
  readonly host: string
  readonly port: number
  /** 0 when the web door is shut. */
  readonly webPort: number
  readonly data: string
  readonly files: string
  readonly pid: number
  /** What it has printed so far on both outputs. */
  output(): string
  /** Settles with the exit code, or the signal's name. */
  readonly exited: Promise<number | string>
  stop(signal?: NodeJS.Signals): Promise<number | string>
}

/** A folder that goes with the test. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'partyline-test-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** Runs the hub without waiting for it to open: for configurations that it should refuse. */
export function spawnHub(options: HubOptions & { data: string }): {
  process: ChildProcess
  output: () => string
  exited: Promise<number | string>
} {
  const own = ['serve', '--line-port', '0', '--web-port', '0', '--host', '127.0.0.1', '--data', options.data, ...(options.args ?? [])]
  const [command = process.execPath, ...before] = [...(options.under ?? []), process.execPath]
  const child = spawn(command, [...before, entry, ...own], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Hundreds of hubs are started; what the first one compiled the others need not compile again.
    env: { NODE_COMPILE_CACHE: compileCache, ...process.env, ...options.env },
    cwd: options.cwd ?? options.data,
  })
  let text = ''
  child.stdout?.on('data', chunk => (text += chunk))
  child.stderr?.on('data', chunk => (text += chunk))
  running.add(child)
  const exited = once(child, 'close').then(([code, signal]) => {
    running.delete(child)
    return (code ?? signal) as number | string
  })
  return { process: child, output: () => text, exited }
}

export async function startHub(options: HubOptions = {}): Promise<RunningHub> {
  const folder = options.data === undefined ? await temporaryFolder() : undefined
  const data = options.data ?? folder?.path ?? ''
  const { process: child, output, exited } = spawnHub({ ...options, data })
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    return exited
  }
  const port = await new Promise<number>((resolve, reject) => {
    const look = () => {
      const found = /Line door\s+\S+:(\d+)\s/.exec(output())
      if (found !== null && output().includes('Stop it with')) resolve(Number(found[1]))
    }
    child.stdout?.on('data', look)
    void exited.then(code => reject(new Error(`The hub ended (${code}) before it opened:\n${output()}`)))
  })
  const host = options.args?.includes('--host') ? (options.args[options.args.indexOf('--host') + 1] ?? '127.0.0.1') : '127.0.0.1'
  const files = options.args?.includes('--files') ? (options.args[options.args.indexOf('--files') + 1] ?? '') : join(data, 'files')
  return {
    host,
    port,
    webPort: Number(/Web door\s+\S+:(\d+)\s/.exec(output())?.[1] ?? 0),
    data,
    files,
    pid: child.pid ?? 0,
    output,
    exited,
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop('SIGKILL')
      await folder?.[Symbol.asyncDispose]()
    },
  }
}
