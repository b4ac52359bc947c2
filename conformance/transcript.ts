// Reads transcripts: plain text that says who sends which bytes and what the hub must answer. Only the notation is known here;
// README.md explains it, play.ts acts it out.
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { ShelfEntry } from './shelf.ts'
import { checkTemplate, isTable, type Made } from './template.ts'

export type Step = { at: number; text: string } & (
  | { does: 'send'; who: string; bytes: string }
  | { does: 'expect line'; who: string; pattern: string; times: number }
  | { does: 'expect table' | 'has row' | 'has no row' | 'every row'; who: string; pattern: string }
  | { does: 'expect bytes'; who: string; bytes: string }
  | { does: 'open'; who: string; as: string }
  | { does: 'dial' | 'fin' | 'reset'; who: string }
  | { does: 'closed'; who: string; before?: number }
  | { does: 'skip'; who: string; count: number }
  | { does: 'stop hub' | 'start hub' }
  | { does: 'write file'; entry: ShelfEntry }
)

type Cut = 'at every byte' | 'one-byte packets'

export type Transcript = {
  title: string
  rules: string[]
  file: string
  at: number
  needs: string[]
  cuts: Cut[]
  noticesExpected: boolean
  chatPassedOver: boolean
  lets: { label: string; content: Made }[]
  each: { label: string; values: string[] } | undefined
  shelf: ShelfEntry[]
  steps: Step[]
}

/** The paths of all transcripts of the line door. */
export async function transcriptPaths(): Promise<string[]> {
  const folder = join(import.meta.dirname, 'line-door')
  const names = await readdir(folder)
  return names.filter(name => name.endsWith('.txt')).map(name => join(folder, name))
}

export async function readTranscripts(path: string): Promise<Transcript[]> {
  return parseTranscripts(await readFile(path, 'utf8'), relative(process.cwd(), path))
}

export function parseTranscripts(text: string, file: string): Transcript[] {
  const transcripts: Transcript[] = []
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trimEnd()
    const at = index + 1
    try {
      const current = transcripts.at(-1)
      if (line.startsWith('# [')) transcripts.push(begun(line, file, at))
      else if (line === '' || line.startsWith('#')) continue
      else if (current === undefined) throw new Error('a transcript begins with a title such as: # [L30] A message is acknowledged')
      else if (/^[a-z]+: /.test(line)) readHeader(line, current)
      else current.steps.push(stepOf(line, at))
    } catch (fault) {
      throw new Error(`${file}:${at}: ${fault instanceof Error ? fault.message : fault}\n  ${line}`)
    }
  }
  return transcripts
}

function begun(line: string, file: string, at: number): Transcript {
  const title = line.slice(2)
  const rules = Array.from(/^(\[[A-Z]\d+\] ?)+/.exec(title)?.[0].matchAll(/[A-Z]\d+/g) ?? [], ([rule]) => rule)
  if (rules.length === 0) throw new Error('a title begins with the rules it shows: # [L30] ...')
  return {
    title,
    rules,
    file,
    at,
    needs: [],
    cuts: [],
    noticesExpected: false,
    chatPassedOver: false,
    lets: [],
    each: undefined,
    shelf: [],
    steps: [],
  }
}

function readHeader(line: string, transcript: Transcript): void {
  const [, word = '', rest = ''] = /^([a-z]+): (.*)$/.exec(line) ?? []
  if (word === 'needs') transcript.needs.push(rest)
  else if (word === 'cuts') transcript.cuts.push(...rest.split(', ').map(cutOf))
  else if (word === 'notices' && rest === 'expected') transcript.noticesExpected = true
  else if (word === 'chat' && rest === 'passed over') transcript.chatPassedOver = true
  else if (word === 'let') transcript.lets.push(letOf(rest))
  else if (word === 'each') transcript.each = eachOf(rest)
  else if (word === 'shelf') transcript.shelf.push(...entriesOf(rest))
  else throw new Error(`"${word}:" is no known header`)
}

function stepOf(text: string, at: number): Step {
  const [, who, times = '1', sign, rest = ''] = /^([a-z][a-z0-9]*)(?:\*(\d+))?(>>|<<|[><|=!-])(?: (.*))?$/.exec(text) ?? []
  if (who === undefined || sign === undefined) throw new Error('neither a step (who, sign, text) nor a header')
  const step = { at, text }
  if (sign === '|') return { ...step, ...eventOf(who, rest) }
  if (sign === '>' || sign === '>>' || sign === '<<') checkTemplate(rest, false)
  else checkTemplate(rest, true)
  if (sign === '>') return { ...step, does: 'send', who, bytes: `${rest}\\n` }
  if (sign === '>>') return { ...step, does: 'send', who, bytes: rest }
  if (sign === '<<') return { ...step, does: 'expect bytes', who, bytes: rest }
  if (sign === '<' && isTable(rest)) return { ...step, does: 'expect table', who, pattern: rest }
  if (sign === '<') return { ...step, does: 'expect line', who, pattern: rest, times: Number(times) }
  return { ...step, does: sign === '-' ? 'has row' : sign === '!' ? 'has no row' : 'every row', who, pattern: rest }
}

type Event = Step extends infer One ? (One extends Step ? Omit<One, 'at' | 'text'> : never) : never

function eventOf(who: string, words: string): Event {
  if (who === 'shelf') return shelfEventOf(words)
  if (who === 'hub' && words === 'stops') return { does: 'stop hub' }
  if (who === 'hub' && words === 'starts') return { does: 'start hub' }
  if (words === 'connects') return { does: 'open', who, as: '' }
  if (words === 'dials') return { does: 'dial', who }
  if (words === 'fin') return { does: 'fin', who }
  if (words === 'resets') return { does: 'reset', who }
  if (words === 'closed') return { does: 'closed', who }
  const [, verb, rest = ''] = /^(connects as|skips|closed before) (.+)$/.exec(words) ?? []
  if (verb === 'connects as') return { does: 'open', who, as: rest }
  if (verb === 'skips') return { does: 'skip', who, count: Number(rest) }
  if (verb === 'closed before') return { does: 'closed', who, before: Number(rest) }
  throw new Error(`"${words}" is no known event`)
}

function shelfEventOf(words: string): Event {
  const [, verb, rest = ''] = /^(writes|appends) (.+)$/.exec(words) ?? []
  const [entry] = entriesOf(rest)
  if (verb === undefined || entry === undefined || !('content' in entry)) throw new Error('write: shelf| writes notes.txt = "text"')
  return { does: 'write file', entry: { ...entry, isAppended: verb === 'appends' } }
}

function cutOf(text: string): Cut {
  if (text === 'at every byte' || text === 'one-byte packets') return text
  throw new Error('cuts are "at every byte" or "one-byte packets"')
}

function letOf(text: string): { label: string; content: Made } {
  const [, label, content] = /^([a-z0-9]+) = (.+)$/.exec(text) ?? []
  if (label === undefined || content === undefined) throw new Error('write: let: photo = random 1000')
  return { label, content: madeOf(content) }
}

function eachOf(text: string): { label: string; values: string[] } {
  const [, label, values] = /^([a-z0-9]+) = (.+)$/.exec(text) ?? []
  if (label === undefined || values === undefined) throw new Error('write: each: c = \\x00 \\x01')
  return { label, values: values.split(' ') }
}

function madeOf(text: string): Made {
  const [, count] = /^random (\d+)$/.exec(text) ?? []
  if (count !== undefined) return { random: Number(count) }
  const [, given, times = '1'] = /^"(.*)"(?: x (\d+))?$/.exec(text) ?? []
  if (given === undefined) throw new Error('bytes are made by: random 1000, or "text", or "text" x 1000')
  checkTemplate(given, false)
  return { text: given, times: Number(times) }
}

function entriesOf(text: string): ShelfEntry[] {
  const [, link, linkTo] = /^(.+) -> (.+)$/.exec(text) ?? []
  if (link !== undefined && linkTo !== undefined) return [{ path: link, linkTo }]
  const [, path, content] = /^(.+?) = (.+)$/.exec(text) ?? []
  if (path === undefined || content === undefined) throw new Error('write: shelf: notes.txt = "text", or: shelf: link -> target')
  const range = /<(\d+)\.\.(\d+)>/.exec(path)
  if (range === null) return [{ path, content: madeOf(content), isAppended: false }]
  const [all, first = '', last = ''] = range
  const numbers = Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) =>
    String(Number(first) + index).padStart(first.length, '0'),
  )
  return numbers.map(number => ({ path: path.replace(all, number), content: madeOf(content), isAppended: false }))
}
