// The text inside a transcript's lines: escapes, `{ben}` made unique for each play, `{=label}` for what was declared or captured
// before, and in expectations `<kind:label>` for the parts that vary. The whole notation is explained in README.md.
import { createHash, randomBytes } from 'node:crypto'

/** Bytes to make up: `random 1000`, or `"text"`, or `"text" x 1000`. */
export type Made = { random: number } | { text: string; times: number }

type Part =
  | { is: 'bytes'; bytes: Buffer }
  | { is: 'unique'; name: string }
  | { is: 'value'; of: string }
  | { is: 'kind'; kind: string; label: string }

// Lines are matched as one character per byte, so that what is not UTF-8 can be expected too.
const kinds: Record<string, string> = {
  name: '[^ \\t]+',
  address: '[^ \\t]+',
  token: '[^ \\t]+',
  word: '[^ \\t]+',
  int: '(?:0|[1-9][0-9]*)',
  rows: '(?:0|[1-9][0-9]*)',
  seq: '[1-9][0-9]*',
  port: '[1-9][0-9]{0,4}',
  sha256: '[0-9a-f]{64}',
  time: '[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}',
  reason: '(?:exit|closed|reset|timeout|too slow|kicked|resumed elsewhere|refused|hub stopped|hub crashed)',
  gap: ' +',
  sentence: '[^ ].*',
  text: '.+',
}

const token = /\\x[0-9A-Fa-f]{2}|\\u\{[0-9A-Fa-f]+\}|\\.|\{=[^{}]+\}|\{[^{}=][^{}]*\}|<[a-z0-9]+(?::[a-z0-9]+)?>|[^\\{<]+|./gsu
const simpleEscapes: Record<string, string> = { n: '\n', r: '\r', t: '\t' }

/** The values of one play: what was declared by `let:`, captured from the hub's lines, and the suffix that makes names unique. */
export class Scope {
  readonly suffix: string
  readonly #values = new Map<string, Buffer>()

  constructor() {
    // Letters only: a name must not end in a number by accident, since `get` would take that for an offset.
    const letters = 'abcdefghkpqrstuxyz'
    this.suffix = Array.from(randomBytes(7), byte => letters[byte % letters.length]).join('')
  }

  set(label: string, value: Buffer | string): void {
    this.#values.set(label, Buffer.from(value))
  }

  unique(name: string): string {
    const dot = name.lastIndexOf('.')
    return dot > 0 ? `${name.slice(0, dot)}-${this.suffix}${name.slice(dot)}` : `${name}-${this.suffix}`
  }

  value(expression: string): Buffer {
    const [, label = '', plus, from, to] = /^(.+?)(?:\+(\d+))?(?: from (\w+))?(?: to (\w+))?$/.exec(expression) ?? []
    const value = this.#values.get(label) ?? this.#derived(label)
    if (plus !== undefined) return Buffer.from(String(Number(value.toString()) + Number(plus)))
    return value.subarray(this.#place(from, 0), this.#place(to, value.length))
  }

  #place(given: string | undefined, otherwise: number): number {
    if (given === undefined) return otherwise
    return Number(/^\d+$/.test(given) ? given : this.value(given).toString())
  }

  #derived(label: string): Buffer {
    const dot = label.lastIndexOf('.')
    const value = this.#values.get(label.slice(0, dot))
    const property = label.slice(dot + 1)
    if (value !== undefined && property === 'bytes') return Buffer.from(String(value.length))
    if (value !== undefined && property === 'sha256') return Buffer.from(createHash('sha256').update(value).digest('hex'))
    throw new Error(`nothing is called ${label} in this transcript`)
  }
}

/** What a send, a body or a name says, as bytes. */
export function bytesOf(text: string, scope: Scope): Buffer {
  return Buffer.concat(partsOf(text, false).map(part => literal(part, scope)))
}

export function bytesMade(made: Made, scope: Scope): Buffer {
  if ('random' in made) return randomBytes(made.random)
  const once = bytesOf(made.text, scope)
  return once.length === 0 ? once : Buffer.alloc(once.length * made.times, once)
}

export type Pattern = { matches: (line: Buffer) => Map<string, string> | undefined; example: Buffer }

/** An expected line. `example` is the pattern written out, for the report when something else came. */
export function patternOf(text: string, scope: Scope): Pattern {
  const labels: string[] = []
  const source: string[] = []
  const example: Buffer[] = []
  for (const part of partsOf(text, true)) {
    if (part.is === 'kind') {
      labels.push(part.kind === 'rows' && part.label === '' ? 'rows' : part.label)
      source.push(`(${kinds[part.kind]})`)
      example.push(Buffer.from(`<${part.kind}>`))
    } else {
      source.push(
        literal(part, scope)
          .toString('latin1')
          .replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'),
      )
      example.push(literal(part, scope))
    }
  }
  const expression = new RegExp(`^${source.join('')}$`, 's')
  const matches = (line: Buffer): Map<string, string> | undefined => {
    const found = expression.exec(line.toString('latin1'))
    return found === null ? undefined : new Map(labels.map((label, index) => [label, found[index + 1] ?? '']))
  }
  return { matches, example: Buffer.concat(example) }
}

/** The same checks as playing would make, for a parser that wants to complain early. */
export function checkTemplate(text: string, isPattern: boolean): void {
  partsOf(text, isPattern)
}

export function isTable(text: string): boolean {
  return partsOf(text, true).some(part => part.is === 'kind' && part.kind === 'rows')
}

function partsOf(text: string, isPattern: boolean): Part[] {
  return Array.from(text.matchAll(token), ([found]) => partOf(found, isPattern))
}

function partOf(found: string, isPattern: boolean): Part {
  if (found.startsWith('\\x')) return { is: 'bytes', bytes: Buffer.from(found.slice(2), 'hex') }
  if (found.startsWith('\\u')) return { is: 'bytes', bytes: Buffer.from(String.fromCodePoint(Number.parseInt(found.slice(3, -1), 16))) }
  if (found.startsWith('\\')) return { is: 'bytes', bytes: Buffer.from(escaped(found.slice(1))) }
  if (found.startsWith('{=')) return { is: 'value', of: found.slice(2, -1) }
  if (found.startsWith('{') && found.length > 1) return { is: 'unique', name: found.slice(1, -1) }
  if (isPattern && found.startsWith('<') && found.length > 1) {
    const [kind = '', label = ''] = found.slice(1, -1).split(':')
    if (kinds[kind] === undefined) throw new Error(`<${kind}> is no known kind; write \\< for the character itself`)
    return { is: 'kind', kind, label }
  }
  return { is: 'bytes', bytes: Buffer.from(found) }
}

function escaped(character: string): string {
  if (/[a-zA-Z0-9]/.test(character)) {
    const meant = simpleEscapes[character]
    if (meant === undefined) throw new Error(`\\${character} is no known escape`)
    return meant
  }
  return character
}

function literal(part: Exclude<Part, { is: 'kind' }> | Part, scope: Scope): Buffer {
  switch (part.is) {
    case 'bytes':
      return part.bytes
    case 'unique':
      return Buffer.from(scope.unique(part.name))
    case 'value':
      return scope.value(part.of)
    case 'kind':
      throw new Error('a pattern cannot be sent')
  }
}
