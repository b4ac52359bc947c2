// `partyline connect`: rooms and messages in this terminal, as a screen or, for screen readers, line by line.
import { enableCompileCache } from 'node:module'
import type { Partyline } from '../../client/api.ts'
import { connect } from '../../client/connect.ts'
import { KeptUploads } from '../files/kept-uploads.ts'
import { whoAt, withoutToken } from '../logins.ts'
import { trustHubOf, Untrusted } from '../trust.ts'
import { Tasks } from './files/tasks.ts'
import { type ConnectOptions, connectUsage, readOptions } from './options.ts'
import { StateFile } from './state-file.ts'

/** Runs until the user leaves; answers the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args, process.env)
  if (options === 'help') {
    process.stdout.write(`${connectUsage}\n`)
    return 0
  }
  if ('wrong' in options) return complain(options.wrong, 2)
  if (!options.linear && !(process.stdin.isTTY && process.stdout.isTTY)) {
    return complain('`partyline connect` needs a terminal; in a script use `partyline send` and `partyline tail`.', 2)
  }
  const news: string[] = []
  try {
    await trustHubOf(options.url, sentence => news.push(sentence))
  } catch (thrown) {
    if (!(thrown instanceof Untrusted)) throw thrown
    return complain(thrown.message, 1)
  }
  const who = await whoAt(options)
  await using file = await StateFile.take('connect', options.url, who.seat, sentence => news.push(sentence))
  if (file.number > 1 && !who.signedIn)
    news.push(`You are connected from another window here already, so this one is another guest (number ${file.number}).`)
  const stop = new AbortController()
  const cut = new AbortController()
  await using party = connect(options.url.href, {
    storage: who.signedIn ? withoutToken(file) : file,
    ...who.options,
    signal: cut.signal,
  })
  await using tasks = new Tasks(new KeptUploads('connect', options.url))
  // Awaited here, since the file is let go when this function returns.
  const code = await run(party, file, tasks, options, news, stop)
  // Without a connection nothing more can be settled: it waits in the file, and nobody waits here.
  if (party.state.connection.at !== 'live') cut.abort()
  return code
}

async function run(
  party: Partyline,
  file: StateFile,
  tasks: Tasks,
  options: ConnectOptions,
  news: readonly string[],
  stop: AbortController,
): Promise<number> {
  const leave = (): void => stop.abort()
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) process.once(signal, leave)
  // The window was closed.
  for (const stream of [process.stdin, process.stdout]) stream.on('error', leave)
  try {
    // Ink and React are loaded only where they are needed, and compiled once: that halves the time to the first picture.
    enableCompileCache()
    process.env.NODE_ENV ??= 'production'
    const face = options.linear ? await import('./run-linear.ts') : await import('./run-screen.ts')
    return await face.run({ party, file, tasks, bell: options.bell, news, left: stop.signal, leave })
  } finally {
    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) process.off(signal, leave)
  }
}

function complain(sentence: string, code: 1 | 2): number {
  process.stderr.write(`partyline: ${sentence}\n`)
  return code
}
