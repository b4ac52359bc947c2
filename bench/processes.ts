// Starts servers and load generators, and ends every one of them by its pid: when done, on an error, and on Ctrl-C.
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

export type Started = {
  pid: number
  stop(): Promise<void> // in good order, with time to do so
  kill(): Promise<void> // at once, where nothing of it is wanted any more
  hasEnded(): boolean
}
type Half = 'servers' | 'clients'

const living = new Set<ChildProcess>()
const lastActs: (() => void)[] = []
let pinned = false

const descriptorsWanted = 65_536

// As many file descriptors as we may have: thousands of connections are open at once, and the usual limit is 1,024.
const raiseLimit = `ulimit -n ${descriptorsWanted} 2>/dev/null || ulimit -n "$(ulimit -H -n)"`
// Where setpriv exists the kernel ends the child should the bench itself be killed; `exec` keeps the pid, so what we measure is the server.
const replaceShell = 'if command -v setpriv >/dev/null; then exec setpriv --pdeathsig KILL "$@"; else exec "$@"; fi'

/** From now on servers run on the first half of the cores and clients on the second. */
export const pinToHalves = (): void => {
  pinned = true
}

const onItsCores = (half: Half, command: string[]): string[] => {
  const cores = availableParallelism()
  if (!pinned || cores < 2) return command
  const middle = Math.floor(cores / 2)
  return ['taskset', '-c', half === 'servers' ? `0-${middle - 1}` : `${middle}-${cores - 1}`, ...command]
}

const launch = (half: Half, command: string[], output: 'pipe' | 'ignore' | 'inherit' | number, talk: 'ipc'[] = []): ChildProcess => {
  const child = spawn('sh', ['-c', `${raiseLimit}; ${replaceShell}`, 'sh', ...onItsCores(half, command)], {
    stdio: ['ignore', output, output, ...talk],
  })
  living.add(child)
  child.once('exit', () => living.delete(child))
  child.once('error', () => living.delete(child))
  return child
}

const ended = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (ended(child)) return
  const { promise, resolve } = Promise.withResolvers<void>()
  child.once('exit', () => resolve())
  child.kill(signal)
  const patience = setTimeout(() => child.kill('SIGKILL'), 15_000)
  await promise
  clearTimeout(patience)
}

const started = (child: ChildProcess): Started => ({
  pid: child.pid ?? 0,
  stop: () => end(child, 'SIGTERM'),
  kill: () => end(child, 'SIGKILL'),
  hasEnded: () => ended(child),
})

/** Starts a server; what it says goes to `log`, or nowhere. */
export const startServer = (command: string[], log: string | undefined): Started => {
  const file = log === undefined ? undefined : openSync(log, 'a')
  const child = launch('servers', command, file ?? 'ignore')
  if (file !== undefined) closeSync(file)
  return started(child)
}

/** Runs a client to its end and gives what it printed; throws with what it complained of. */
export const runClient = async (command: string[]): Promise<string> => {
  const child = launch('clients', command, 'pipe')
  let printed = ''
  let complaint = ''
  child.stdout?.on('data', chunk => {
    printed += chunk
  })
  child.stderr?.on('data', chunk => {
    complaint += chunk
  })
  const { promise, resolve } = Promise.withResolvers<number | null>()
  child.once('close', resolve)
  if ((await promise) !== 0) throw new Error(complaint.trim() || `${command[0]} ended by ${child.signalCode ?? child.exitCode}`)
  return printed
}

/** Starts a client and waits until it has printed the word. */
export const startClient = async (command: string[], word: string): Promise<Started> => {
  const child = launch('clients', command, 'pipe')
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let complaint = ''
  child.stdout?.on('data', chunk => {
    if (String(chunk).includes(word)) resolve()
  })
  child.stderr?.on('data', chunk => {
    complaint += chunk
  })
  child.once('close', () => reject(new Error(complaint.trim() || `${command[0]} ended early`)))
  await promise
  return started(child)
}

/** Starts a Node program of our own, to talk with over IPC. */
export const startTalking = (command: string[]): { process: Started; channel: ChildProcess } => {
  const channel = launch('clients', command, 'inherit', ['ipc'])
  return { process: started(channel), channel }
}

export const tailOf = (log: string): string => {
  try {
    return readFileSync(log, 'utf8').trim().split('\n').slice(-5).join('\n')
  } catch {
    return ''
  }
}

/** Whatever happens: the children end, then `act` runs. */
export const cleanUpAtExit = (act: () => void): void => {
  lastActs.push(act)
}

const endAll = (): void => {
  for (const child of living) child.kill('SIGKILL')
  for (const act of lastActs.splice(0)) act()
}

process.once('exit', endAll)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    endAll()
    process.kill(process.pid, signal) // the handler is gone by now: we end the way a signal ends a program
  })
}
