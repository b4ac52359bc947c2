// Starts the screen, and gives the terminal back as it was.
import { once } from 'node:events'
import { isDeepStrictEqual } from 'node:util'
import { render } from 'ink'
import { createElement } from 'react'
import { Desk } from './desk.ts'
import type { Size } from './frame.ts'
import { fromKept, toKeep } from './kept.ts'
import { press } from './press.ts'
import type { Run } from './run.ts'
import { Terminal } from './terminal.ts'
import { Screen } from './view/screen.ts'

const keepEveryMs = 2_000

export async function run({ party, file, tasks, bell, news, left, leave }: Run): Promise<number> {
  const kept = fromKept(await file.loadBeside())
  const { stdin, stdout } = process
  const size = (): Size => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 })
  const desk = new Desk({ party, tasks, size: size(), kept, bell: () => bell && stdout.write('\u0007'), leave })
  for (const sentence of news) desk.told(sentence)
  let lastKept = toKeep(desk.scene)
  let saving = Promise.resolve()
  const keep = (): void => {
    const now = toKeep(desk.scene)
    if (isDeepStrictEqual(now, lastKept)) return
    lastKept = now
    saving = saving.then(() => file.saveBeside(now))
  }
  const resized = (): void => desk.resize(size())
  // Before ink hears of it, so that it lays out what fits.
  stdout.on('resize', resized)
  const crash = Promise.withResolvers<never>()
  const crashed = (thrown: unknown): void => crash.reject(thrown)
  process.on('uncaughtException', crashed).on('unhandledRejection', crashed)
  // A kill leaves nobody the time to.
  const keeping = setInterval(() => keep(), keepEveryMs)
  const terminal = new Terminal(stdin, stdout, key => press(desk, key))
  const ink = render(createElement(Screen, { desk }), {
    alternateScreen: true,
    exitOnCtrlC: false,
    patchConsole: false,
    incrementalRendering: true,
    interactive: true,
    isScreenReaderEnabled: false,
  })
  try {
    await Promise.race([left.aborted || once(left, 'abort'), ink.waitUntilExit(), crash.promise])
  } finally {
    clearInterval(keeping)
    stdout.off('resize', resized)
    ink.unmount()
    terminal[Symbol.dispose]()
    desk.close()
    await saving
    await file.saveBeside(toKeep(desk.scene))
    process.off('uncaughtException', crashed).off('unhandledRejection', crashed)
  }
  return 0
}
