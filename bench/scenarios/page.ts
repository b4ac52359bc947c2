// The page in Chromium, as somebody sees it: how soon one is in the lobby, how soon in a room of a million messages, how smoothly one scrolls back
// there, and what it holds after an hour in a busy room.
import type { Bench, Scenario } from '../bench.ts'
import { fillRoom } from '../million/fill.ts'
import { makeSpeech } from '../million/words.ts'
import { type Arrival, arriveAt } from '../page/arriving.ts'
import { type Heap, stayInBusyRoom } from '../page/busy-room.ts'
import { type Look, lookFarBack } from '../page/far-back.ts'
import { isChromiumThere } from '../page/visitor.ts'
import { medianOf } from '../rounds.ts'
import { type Running, withServer } from '../servers.ts'
import { count, type Row, verdict } from '../table.ts'

const seed = 20_261_122
const last = 'and this is the last one'
const linesInLobby = 30
const wanted = { scriptBytes: 130_000, arriveMs: 500, openMs: 150, heapGrowth: 1.2 }

/** The hour in the busy room is made in three minutes. */
const sizeOf = ({ isQuick }: Bench) =>
  isQuick
    ? { messages: 20_000, seconds: 3, hour: 2_000, perSecond: 200 }
    : { messages: 1_000_000, seconds: 10, hour: 36_000, perSecond: 200 }

type Seen = { readonly arrivals: Arrival[]; readonly looks: Look[]; readonly heap: Heap }

async function look(bench: Bench, { port, webPort, folder }: Running): Promise<Seen> {
  const { messages, seconds, hour, perSecond } = sizeOf(bench)
  const speech = makeSpeech(seed)
  await fillRoom(port, '#lobby', speech.messages(linesInLobby))
  const arrivals: Arrival[] = []
  const looks: Look[] = []
  for (let round = 1; round <= bench.rounds; round++) {
    bench.progress(`page: arriving, round ${round} of ${bench.rounds}`)
    arrivals.push(await arriveAt(folder, webPort))
  }
  bench.progress(`page: ${count(messages)} messages are said`)
  await fillRoom(port, '#big', speech.messages(messages))
  await fillRoom(port, '#big', [last])
  for (let round = 1; round <= bench.rounds; round++) {
    bench.progress(`page: far back, round ${round} of ${bench.rounds}`)
    looks.push(await lookFarBack(folder, webPort, { room: 'big', last, seconds }))
  }
  const progress = (said: number): void => bench.progress(`page: a busy room, ${count(said)} messages of this half of ${count(hour / 2)}`)
  return { arrivals, looks, heap: await stayInBusyRoom(folder, port, webPort, { messages: hour, perSecond, progress }) }
}

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1)

function rowsOf(bench: Bench, { arrivals, looks, heap }: Seen): Row[] {
  const { messages, seconds, hour } = sizeOf(bench)
  const row = (what: string, cell: string, target?: string): Row => ({ what: `page, ${what}`, cells: { Partyline: cell }, target })
  const scriptBytes = medianOf(arrivals, ({ scriptBytes }) => scriptBytes)
  const times = (['cold', 'warm'] as const).map(kind => {
    const ms = medianOf(arrivals, arrival => arrival[kind])
    const who = kind === 'cold' ? 'a new profile' : 'a profile that has been here'
    return row(
      `from navigation to a usable lobby, ${who}: ms`,
      ms.toFixed(0),
      verdict(`< ${wanted.arriveMs} ms`, ms, value => value < wanted.arriveMs),
    )
  })
  const opened = medianOf(looks, ({ opened }) => opened)
  const frames = `${medianOf(looks, ({ dropped }) => dropped)} of ${medianOf(looks, ({ frames }) => frames)} (${medianOf(looks, ({ long }) => long)})`
  return [
    row(
      'JavaScript asked for before the lobby can be used, gzipped: bytes',
      count(scriptBytes),
      verdict(`< ${count(wanted.scriptBytes)}`, scriptBytes, value => value < wanted.scriptBytes),
    ),
    ...times,
    row(
      `from choosing a room of ${count(messages)} messages to its last ones on the screen: ms`,
      opened.toFixed(0),
      verdict(`< ${wanted.openMs} ms`, opened, value => value < wanted.openMs),
    ),
    row(`scrolling back through it for ${seconds} s: frames dropped (gaps over 50 ms)`, frames),
    row(
      `scripts' memory in a room in which ${count(hour)} messages are said: MB at the beginning / in the middle / at the end`,
      `${megabytes(heap.begin)} / ${megabytes(heap.middle)} / ${megabytes(heap.end)}`,
      verdict(`end < ${wanted.heapGrowth} × middle`, heap.end / heap.middle, value => value < wanted.heapGrowth),
    ),
  ]
}

async function run(bench: Bench): Promise<Row[]> {
  const failed: Row[] = [{ what: 'page', cells: { Partyline: 'failed' } }]
  const ours = bench.peers.find(({ name }) => name === 'Partyline')
  if (ours === undefined) throw new Error('there is no hub')
  if (!isChromiumThere()) {
    bench.note('The page was not measured: `apt install chromium`, or set CHROMIUM to its path.')
    return []
  }
  try {
    return rowsOf(bench, await withServer(bench, ours, running => look(bench, running)))
  } catch (error) {
    bench.note(`Partyline, page: ${error instanceof Error ? error.message : error}`)
    return failed
  }
}

export const page: Scenario = { name: 'page', about: 'the page in Chromium: arriving, a million messages, scrolling, memory', run }
