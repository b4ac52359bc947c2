// The questions that are put to a hub with a million messages, one kind after the other, each timed by itself.
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { Asker } from './asker.ts'
import { rareWords, type Speech, seeded } from './words.ts'

/** Milliseconds. */
type Spread = { p50: number; p99: number }
export type Kind = (typeof kinds)[number]
export type Round = Record<Kind, Spread>

export const kinds = [
  'hello + latest page, on a new connection',
  'page back, 200 times',
  'jump to a random message',
  'search a common word',
  'search a rare word',
  'search two Chinese characters',
  'search a prefix',
  'search a common word in a small room, of which all is older',
  'ping, nobody else there',
  'ping while another client searches without a pause',
  'message said to receipt while another client searches',
] as const

export type Place = { port: number; token: string; big: number; small: string; speech: Speech; times: number }

const spreadOf = (times: number[]): Spread => {
  const sorted = times.toSorted((one, other) => one - other)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99) }
}

const timed = async (times: number, act: (turn: number) => Promise<unknown>, pauseMs = 0): Promise<Spread> => {
  const spans: number[] = []
  for (let turn = 0; turn < times; turn++) {
    const begin = performance.now()
    await act(turn)
    spans.push(performance.now() - begin)
    if (pauseMs > 0) await sleep(pauseMs)
  }
  return spreadOf(spans)
}

const questionsOf = ({ common, hanPairs }: Speech) => ({
  common,
  rare: rareWords,
  han: hanPairs,
  prefix: common.flatMap(word => [`${word.slice(0, 1)}*`, `${word.slice(0, 2)}*`]),
})

/** Everything once; the hub is otherwise idle. */
export const askAll = async (place: Place): Promise<Round> => {
  const { port, big, small, speech, times, token } = place
  const greeting = await timed(times, async () => {
    const visitor = await Asker.enter(port, token)
    await visitor.want('page', { verb: 'page', room: big, at: 'latest' })
    void visitor.leave()
  })
  const asker = await Asker.enter(port, token)
  const search = (texts: readonly string[], room?: string): Promise<Spread> =>
    timed(times, async turn => {
      const text = texts[turn % texts.length] ?? ''
      const { hits, next } = await asker.want('found', { verb: 'search', text, ...(room !== undefined && { room }) })
      if (hits.length === 0 && next === undefined) throw new Error(`Nobody said '${text}', the search says.`)
    })
  const { common, rare, han, prefix } = questionsOf(speech)
  const round = [
    greeting,
    await pageBack(asker, big),
    await jump(asker, big, times),
    await search(common),
    await search(rare),
    await search(han),
    await search(prefix),
    await search(common, small),
    ...(await amidSearches(asker, place)),
  ]
  await asker.leave()
  return Object.fromEntries(kinds.map((kind, index) => [kind, round[index]])) as Round
}

const pageBack = async (asker: Asker, room: number): Promise<Spread> => {
  let seq = (await asker.want('page', { verb: 'page', room, at: 'latest' })).rows[0]?.seq ?? 0
  return timed(200, async () => {
    const { rows } = await asker.want('page', { verb: 'page', room, at: 'before', seq })
    seq = rows[0]?.seq ?? 0
  })
}

const jump = async (asker: Asker, room: number, times: number): Promise<Spread> => {
  const random = seeded(times)
  const last = (await asker.want('page', { verb: 'page', room, at: 'latest', rows: 1 })).asOf
  return timed(times, async () => {
    const { rows } = await asker.want('page', { verb: 'page', room, at: 'around', seq: 1 + Math.floor(random() * last) })
    if (rows.length === 0) throw new Error('There was nothing where it was jumped to.')
  })
}

const amidSearches = async (asker: Asker, { port, speech, big, times }: Place): Promise<[Spread, Spread, Spread]> => {
  const ping = (): Promise<Spread> => timed(times * 5, () => asker.want('done', { verb: 'ping' }), 1)
  const quiet = await ping()
  const { common, rare, han, prefix } = questionsOf(speech)
  const questions = Array.from({ length: 20 }, (_, i) => [common, rare, han, prefix].map(texts => texts[i % texts.length] ?? '')).flat()
  const searcher = new Worker(new URL('./searcher.ts', import.meta.url), { workerData: { port, questions } })
  await once(searcher, 'message')
  const busy = await ping()
  const said = await timed(times, turn => asker.want('receipt', { verb: 'say', room: big, text: `said amid searches, ${turn}` }), 1)
  searcher.postMessage('stop')
  await once(searcher, 'exit')
  return [quiet, busy, said]
}
