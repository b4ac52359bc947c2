// What people say, made up but shaped like it: words by Zipf's law, short ones the most common, some Chinese, a few words that hardly ever come.
// The same seed says the same.

const vocabularySize = 30_000
const charactersSize = 2_000
const firstHan = 0x4e00
const hanShare = 0.05
/** Lines that begin with these are commands of the line door. */
const reserved = new Set(['get', 'put', 'file', 'status', 'list', 'help', 'exit'])
export const rareWords = ['quincunx', 'syzygy', 'zugzwang', 'kerfuffle', 'xylographer'] as const
const timesOfRare = 3

type Random = () => number

/** From 0 to below 1 (mulberry32). */
export const seeded = (seed: number): Random => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Draws ranks from 0 on, rank r about as often as 1 / (r + 2.7). */
const zipf = (size: number, random: Random): (() => number) => {
  const sums = new Float64Array(size)
  let sum = 0
  for (let rank = 0; rank < size; rank++) {
    sum += 1 / (rank + 2.7)
    sums[rank] = sum
  }
  return () => {
    const drawn = random() * sum
    let [low, high] = [0, size - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? sum) < drawn) low = middle + 1
      else high = middle
    }
    return low
  }
}

const makeVocabulary = (random: Random): string[] => {
  const pick = (letters: string): string => letters[Math.floor(random() * letters.length)] ?? 'a'
  const words = new Set<string>()
  while (words.size < vocabularySize) {
    const syllables = 1 + Math.floor(Math.log10(words.size + 10) * (0.5 + random() * 0.6))
    const word = Array.from(
      { length: syllables },
      () => pick('bcdfghjklmnprstvwz') + pick('aeiou') + (random() < 0.4 ? pick('lmnrst') : ''),
    )
    if (!reserved.has(word.join(''))) words.add(word.join(''))
  }
  return [...words]
}

export type Speech = {
  /** Messages, one line each; each of the rare words is in three of them. */
  messages(count: number, rare?: readonly string[]): Generator<string>
  /** The most common words, the most common first. */
  readonly common: readonly string[]
  /** Two characters that stood beside each other in some messages. */
  readonly hanPairs: readonly string[]
}

export const makeSpeech = (seed: number): Speech => {
  const random = seeded(seed)
  const words = makeVocabulary(random)
  const drawWord = zipf(vocabularySize, random)
  const drawCharacter = zipf(charactersSize, random)
  const hanPairs: string[] = []
  const between = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1))

  const han = (): string => {
    const text = String.fromCodePoint(...Array.from({ length: between(6, 20) }, () => firstHan + drawCharacter() * 7))
    if (hanPairs.length < 20 && random() < 0.05) hanPairs.push(text.slice(2, 4))
    return text
  }
  const sentence = (): string => Array.from({ length: between(3, 15) }, () => words[drawWord()]).join(' ')

  return {
    common: words.slice(0, 10),
    hanPairs,
    messages: function* (count, rare = []) {
      const rareAt = new Map<number, string>()
      for (const word of rare) for (let time = 0; time < timesOfRare; time++) rareAt.set(Math.floor(random() * count), word)
      for (let index = 0; index < count; index++) {
        const text = random() < hanShare ? han() : sentence()
        const seldom = rareAt.get(index)
        yield seldom === undefined ? text : `${text} ${seldom}`
      }
    },
  }
}
