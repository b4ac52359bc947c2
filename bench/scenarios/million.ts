// A million messages in one room and fifty small rooms beside it: how soon they are stored and indexed, and how long pages, jumps and searches take.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bench, Scenario } from '../bench.ts'
import { Asker } from '../million/asker.ts'
import { askAll, type Kind, kinds, type Place, type Round } from '../million/asking.ts'
import { fillRoom } from '../million/fill.ts'
import { makeSpeech, rareWords } from '../million/words.ts'
import { medianOf } from '../rounds.ts'
import { type Running, withServer } from '../servers.ts'
import { count, type Row, verdict } from '../table.ts'

type Filled = { messages: number; seconds: number; indexSeconds: number }

const seed = 20_261_121
const authors = 20
const smallRooms = 50
const messagesInSmall = 200
const oldRoom = 7
const endMark = 'endmark'
const indexedWithinMs = 600_000
const settleMs = 2_000
const wantedMs = 50
const wantedPingMs = 20

const smallName = (number: number): string => `#small-${number}`

const sizeOf = ({ isQuick }: Bench) => (isQuick ? { messages: 40_000, times: 40 } : { messages: 1_000_000, times: 200 })

/** Fills the rooms, and waits until the last message of every room is found. */
const fill = async (bench: Bench, { port, webPort }: Running): Promise<{ filled: Filled; place: Place }> => {
  const { messages, times } = sizeOf(bench)
  const speech = makeSpeech(seed)
  const fillSmall = async (from: number, to: number): Promise<void> => {
    for (let room = from; room < to; room++)
      await fillRoom(port, smallName(room), [...speech.messages(messagesInSmall), speech.common.join(' ')])
  }
  // One half of the small rooms is older than everything in the large one: what is found newest first comes last there.
  await fillSmall(0, smallRooms / 2)
  const begin = performance.now()
  for (let author = 0; author < authors; author++) {
    bench.progress(`million: ${count((author * messages) / authors)} messages are stored`)
    await fillRoom(port, '#big', speech.messages(messages / authors, author === 7 ? rareWords : []))
  }
  const seconds = (performance.now() - begin) / 1_000
  await fillSmall(smallRooms / 2, smallRooms)
  for (const room of ['#big', ...Array.from({ length: smallRooms }, (_, number) => smallName(number))])
    await fillRoom(port, room, [endMark])

  const asker = await Asker.enter(webPort)
  const { room } = await asker.want('room', { verb: 'join', room: '#big' })
  for (let number = 0; number < smallRooms; number++) await asker.want('room', { verb: 'join', room: smallName(number) })
  bench.progress('million: all are stored; waiting for the index')
  const filledAt = performance.now()
  while ((await asker.want('found', { verb: 'search', text: endMark, rows: 100 })).hits.length < smallRooms + 1) {
    if (performance.now() - filledAt > indexedWithinMs) throw new Error(`The index has not caught up in ${indexedWithinMs / 1_000} s.`)
    await sleep(100)
  }
  const indexSeconds = (performance.now() - begin) / 1_000
  await asker.leave()
  await sleep(settleMs)
  const place = { port: webPort, token: asker.token, big: room.id, small: smallName(oldRoom), speech, times }
  return { filled: { messages, seconds, indexSeconds }, place }
}

const measure = (bench: Bench): Promise<{ filled: Filled; rounds: Round[] }> => {
  const ours = bench.peers.find(({ name }) => name === 'Partyline')
  if (ours === undefined) throw new Error('there is no hub')
  return withServer(bench, ours, async running => {
    const { filled, place } = await fill(bench, running)
    const rounds: Round[] = []
    for (let round = 1; round <= bench.rounds; round++) {
      bench.progress(`million: questions, round ${round} of ${bench.rounds}`)
      rounds.push(await askAll(place))
    }
    return { filled, rounds }
  })
}

const milliseconds = (value: number): string => value.toPrecision(value < 0.1 ? 2 : 3)

const rowOf = (who: string, rounds: Round[], kind: Kind): Row => {
  const p99 = medianOf(rounds, round => round[kind].p99)
  const most = kind.startsWith('ping') ? wantedPingMs : wantedMs
  return {
    what: `${who}, ${kind}: ms p50 / p99`,
    cells: { Partyline: `${milliseconds(medianOf(rounds, round => round[kind].p50))} / ${milliseconds(p99)}` },
    target: verdict(`p99 < ${most} ms`, p99, value => value < most),
  }
}

const run = async (bench: Bench): Promise<Row[]> => {
  const who = `${count(sizeOf(bench).messages)} messages`
  try {
    const { filled, rounds } = await measure(bench)
    const { messages, seconds, indexSeconds } = filled
    return [
      { what: `${who}, through the line door: stored/s`, cells: { Partyline: count(messages / seconds) } },
      {
        what: `${who}: s until all are in the search index, from the first one on (messages/s)`,
        cells: { Partyline: `${indexSeconds.toFixed(1)} (${count(messages / indexSeconds)})` },
      },
      ...kinds.map(kind => rowOf(who, rounds, kind)),
    ]
  } catch (error) {
    bench.note(`Partyline, ${who}: ${error instanceof Error ? error.message : error}`)
    return [{ what: who, cells: { Partyline: 'failed' } }]
  }
}

export const million: Scenario = { name: 'million', about: 'pages, jumps and searches in a room of a million messages', run }
