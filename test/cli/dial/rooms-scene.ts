// What tests of rooms have in common: dials that are in a room, and what stands in a room's log.
import { type Home, newHome, RunningDial, runDial } from './running-dial.ts'

/** What stands in a room's log, oldest first: `Ben: hello`. Whoever looks comes into the room, which is left out. */
export async function logOf(port: number, room: string): Promise<string[]> {
  await using home = await newHome()
  const rows: string[] = []
  for (;;) {
    const last = /^(\d+) /.exec(rows.at(-1) ?? '')?.[1] ?? '0'
    const { lines } = await runDial(home, [`127.0.0.1:${port}`, '--name', 'Reader'], `/join ${room}\n/since ${last}\n`)
    const page = lines.slice(lines.findIndex(line => line.startsWith('SINCE ')) + 1, -1)
    rows.push(...page)
    if (page.length < 500) return rows.map(row => row.split(' ').slice(3).join(' ')).filter(row => !/^\* (?:Reader|Client\d+) /.test(row))
  }
}

/** A dial that has said its first line. */
export async function dialled(home: Home, port: number, name: string, ...lines: readonly string[]): Promise<RunningDial> {
  const dial = new RunningDial(home, [`127.0.0.1:${port}`, '--name', name])
  dial.say(...lines, 'ready')
  await dial.until(({ lines }) => lines.includes('ready ACK'))
  return dial
}

export const chatOf = (dial: RunningDial, start: string): string[] =>
  dial.lines.filter(line => line.startsWith(start) && !/: (?:ready|in)$/.test(line))

export type Homes = AsyncDisposable & { at(index: number): Home }

export async function homesOf(count: number): Promise<Homes> {
  const homes = await Promise.all(Array.from({ length: count }, newHome))
  const at = (index: number): Home => {
    const home = homes[index]
    if (home === undefined) throw new Error(`There are only ${count} homes.`)
    return home
  }
  const remove = async (): Promise<void> => {
    for (const home of homes) await home[Symbol.asyncDispose]()
  }
  return { at, [Symbol.asyncDispose]: remove }
}
