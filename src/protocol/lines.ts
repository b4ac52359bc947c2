// Bytes in, lines out. A pure state machine that may be fed bytes cut anywhere; it also drops telnet negotiation and
// hands over raw bytes when a command is followed by a file's content.

const LF = 0x0a
const CR = 0x0d
const IAC = 0xff
const telnet = { firstCommand: 236, sub: 250, will: 251, subEnd: 240 } as const
const tlsHandshake = 0x16

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A line that is no text. `start` are its first bytes, one character each, to tell who is calling. */
export type BadLine = { readonly wrong: 'bad-utf8' | 'line-too-long' | 'not-tls'; readonly start: string }

export class LineReader {
  /** Bytes of a line, its ending not counted. May be changed at any time. */
  lineBytesMax: number
  #chunks: Uint8Array[] = []
  #at = 0
  #iacAt = -1
  #partial: Uint8Array = new Uint8Array(0)
  #partialBytes = 0
  #skipping = false
  #started = false
  #telnet: 'text' | 'command' | 'option' | 'sub' | 'sub-command' = 'text'
  #buffered = 0

  constructor(lineBytesMax: number) {
    this.lineBytesMax = lineBytesMax
  }

  /** Bytes given but neither read as a line nor taken yet. */
  get buffered(): number {
    return this.#buffered
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    this.#chunks.push(chunk)
    this.#buffered += chunk.length
    if (this.#chunks.length === 1) this.#open(chunk)
  }

  /** The next line; what is wrong with it; or undefined when more bytes are needed. */
  next(): string | BadLine | undefined {
    for (;;) {
      const chunk = this.#chunks[0]
      if (chunk === undefined) return undefined
      if (!this.#started) {
        const first = this.#atStart(chunk)
        if (first !== 'text') return first
      }
      const from = this.#at
      const plain = this.#telnet === 'text'
      const found = plain ? chunk.indexOf(LF, from) : -1
      const end = found < 0 ? chunk.length : found
      if (!plain || (this.#iacAt >= 0 && this.#iacAt < end)) {
        const line = this.#readNegotiating(chunk)
        if (line !== undefined) return line
        continue
      }
      if (found < 0) {
        this.#consume(chunk.length)
        const tooLong = this.#keep(chunk.subarray(from))
        if (tooLong !== undefined) return tooLong
        continue
      }
      this.#consume(found + 1)
      const line = this.#endLine(chunk.subarray(from, found))
      if (line !== undefined) return line
    }
  }

  /** Up to `most` raw bytes of what follows the last line, or undefined when more are needed. */
  take(most: number): Uint8Array | undefined {
    const chunk = this.#chunks[0]
    if (chunk === undefined || most <= 0) return undefined
    const from = this.#at
    const to = Math.min(chunk.length, from + most)
    this.#consume(to)
    return chunk.subarray(from, to)
  }

  /** The client has ended: the last line, if it had no ending. */
  end(): string | BadLine | undefined {
    if (!this.#started) {
      // A lone first byte that might have begun a TLS hello.
      this.#started = true
      const line = this.next()
      if (line !== undefined) return line
    }
    if (this.#skipping || this.#partialBytes === 0) return undefined
    return this.#endLine(new Uint8Array(0))
  }

  #open(chunk: Uint8Array): void {
    this.#at = 0
    this.#iacAt = chunk.indexOf(IAC)
  }

  #consume(to: number): void {
    this.#buffered -= to - this.#at
    this.#at = to
    const chunk = this.#chunks[0]
    if (chunk === undefined) return
    if (to < chunk.length) {
      if (this.#iacAt >= 0 && this.#iacAt < to) this.#iacAt = chunk.indexOf(IAC, to)
      return
    }
    this.#chunks.shift()
    const following = this.#chunks[0]
    if (following !== undefined) this.#open(following)
  }

  /** A TLS client begins with a handshake record: byte 0x16, then version 3. */
  #atStart(chunk: Uint8Array): 'text' | BadLine | undefined {
    if (chunk[0] === tlsHandshake) {
      const second = chunk[1] ?? this.#chunks[1]?.[0]
      if (second === undefined) return undefined
      if (second === 3) {
        this.#consume(chunk.length)
        return { wrong: 'not-tls', start: '' }
      }
    }
    this.#started = true
    return 'text'
  }

  /** Keeps the part of a line that has come so far; says so once when it is too long, and from then on keeps nothing. */
  #keep(piece: Uint8Array): BadLine | undefined {
    if (this.#skipping) return undefined
    const bytes = this.#partialBytes + piece.length
    if (bytes > this.lineBytesMax + 1) {
      const start = this.#startOf(piece)
      this.#partialBytes = 0
      this.#skipping = true
      return { wrong: 'line-too-long', start }
    }
    if (bytes > this.#partial.length) {
      const grown = new Uint8Array(Math.min(Math.max(bytes * 2, 64), this.lineBytesMax + 1))
      grown.set(this.#partial.subarray(0, this.#partialBytes))
      this.#partial = grown
    }
    this.#partial.set(piece, this.#partialBytes)
    this.#partialBytes = bytes
    return undefined
  }

  #endLine(last: Uint8Array): string | BadLine | undefined {
    if (this.#skipping) {
      this.#skipping = false
      return undefined
    }
    let line = last
    if (this.#partialBytes > 0) {
      const tooLong = this.#keep(last)
      if (tooLong !== undefined) {
        this.#skipping = false
        return tooLong
      }
      line = this.#partial.subarray(0, this.#partialBytes)
      this.#partialBytes = 0
      if (this.#partial.length > 1_024) this.#partial = new Uint8Array(0)
    }
    const length = line.length > 0 && line[line.length - 1] === CR ? line.length - 1 : line.length
    if (length > this.lineBytesMax) return { wrong: 'line-too-long', start: latin1(line) }
    if (length === 0) return ''
    try {
      return utf8.decode(length === line.length ? line : line.subarray(0, length))
    } catch {
      return { wrong: 'bad-utf8', start: latin1(line) }
    }
  }

  #startOf(piece: Uint8Array): string {
    return this.#partialBytes > 0 ? latin1(this.#partial.subarray(0, this.#partialBytes)) : latin1(piece)
  }

  /** The slow road, byte by byte, for a stretch that holds telnet negotiation (RFC 854, 855): a LF inside it ends no line. */
  #readNegotiating(chunk: Uint8Array): string | BadLine | undefined {
    let length = 0
    for (let at = this.#at; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0
      switch (this.#telnet) {
        case 'text':
          if (byte === IAC) this.#telnet = 'command'
          else if (byte === LF) {
            this.#consume(at + 1)
            return this.#endLine(scratch.subarray(0, length))
          } else scratch[length++] = byte
          break
        case 'command':
          this.#telnet = 'text'
          if (byte === telnet.sub) this.#telnet = 'sub'
          else if (byte >= telnet.will && byte < IAC) this.#telnet = 'option'
          else if (byte === IAC) scratch[length++] = IAC
          else if (byte < telnet.firstCommand) {
            // No negotiation after all: both bytes belong to the line, which the decoder will refuse.
            scratch[length++] = IAC
            at--
          }
          break
        case 'option':
          this.#telnet = 'text'
          break
        case 'sub':
          if (byte === IAC) this.#telnet = 'sub-command'
          break
        case 'sub-command':
          this.#telnet = byte === telnet.subEnd ? 'text' : 'sub'
          break
        default:
          this.#telnet satisfies never
      }
      if (length === scratch.length || at === chunk.length - 1) {
        this.#consume(at + 1)
        return this.#keep(scratch.subarray(0, length))
      }
    }
    return undefined
  }
}

/** Where the slow road gathers its bytes; used only within one call. */
const scratch = new Uint8Array(512)

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, 64))
