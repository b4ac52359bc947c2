// Runs `partyline connect` in a real terminal, with a home that goes with the test.
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../../support/hub.ts'
import { Terminal } from '../dial/terminal.ts'

export const entry = fileURLToPath(new URL('../../../bin/partyline.mjs', import.meta.url))

export type Opened = {
  readonly columns?: number
  readonly rows?: number
  readonly more?: string
  readonly env?: Readonly<Record<string, string>>
}

/** `state` is where the client keeps what outlives it. */
export const openConnect = async (
  port: number,
  name: string,
  state: string,
  { more = '', env = {}, ...size }: Opened = {},
): Promise<Terminal> =>
  Terminal.open(`"${process.execPath}" "${entry}" connect ws://127.0.0.1:${port} --name ${name} ${more}`, {
    cwd: state,
    env: { XDG_STATE_HOME: state, NO_COLOR: '1', ...env },
    ...size,
  })

/** The screen without the rooms list. */
export const main = (rows: readonly string[]): string[] => rows.map(row => row.slice(row.indexOf('│') + 1).trimEnd())

/** What the rooms list shows. */
export const sidebar = (rows: readonly string[]): string[] => rows.map(row => row.split('│')[0]?.trimEnd() ?? '')

/** Opens it and waits until it is in the lobby. */
export async function joined(port: number, name: string, state: string, opened: Opened = {}): Promise<Terminal> {
  const terminal = await openConnect(port, name, state, opened)
  await terminal.until(rows => main(rows).some(row => row.startsWith('> to #lobby')) && !rows.join().includes('connecting'))
  return terminal
}

export const times = (rows: readonly string[], text: string): number => rows.filter(row => row.includes(text)).length

/** The terminal is as it was: the program ended with this code, echo and line mode are on. */
export const restored = (rows: readonly string[], code: number): boolean => rows.join('\n').endsWith(`ended ${code}\nicanon\necho`)

export const home = temporaryFolder
