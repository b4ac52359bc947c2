// What tests of transfers share: a client whose waits are short, files of chance, and an eye on what is asked over HTTP.
import { type Coming, type ConnectOptions, connect, type FileSink, type Partyline } from '../../src/client/connect.ts'
import type { RunningHub } from '../support/hub.ts'
import { Random } from '../support/random.ts'

/** Tries follow each other quickly. */
const quick: ConnectOptions = { random: () => 0 }

export const join = (hub: Pick<RunningHub, 'webPort'>, options: ConnectOptions = {}): Partyline =>
  connect(`ws://127.0.0.1:${hub.webPort}`, { ...quick, ...options })

export const bytesOf = (length: number, seed = 1): Buffer => new Random(seed).bytes(length)

/** The doors of a hub that is to be started again. */
export const sameDoors = (hub: RunningHub): readonly string[] => ['--line-port', `${hub.port}`, '--web-port', `${hub.webPort}`]

export type Requested = { readonly method: string; readonly path: string; readonly headers: Headers }

/** Writes down every request that is made; they go out as they would. */
export function watchRequests(): Disposable & { readonly all: Requested[]; of(method: string): Requested[] } {
  const real = globalThis.fetch
  const all: Requested[] = []
  globalThis.fetch = (input, init) => {
    const { pathname, search } = new URL(String(input))
    all.push({ method: init?.method ?? 'GET', path: pathname + search, headers: new Headers(init?.headers) })
    return real(input, init)
  }
  return {
    all,
    of: method => all.filter(request => request.method === method),
    [Symbol.dispose]: () => {
      globalThis.fetch = real
    },
  }
}

/** A source that gives its bytes as fast as a test allows: `let(bytes)` lets so many more pass. */
export function gatedSource(name: string, bytes: Uint8Array, known = true) {
  let allowed = 0
  let news = Promise.withResolvers<void>()
  const offsets: number[] = []
  return {
    offsets,
    allow(more: number) {
      allowed += more
      news.resolve()
      news = Promise.withResolvers<void>()
    },
    source: {
      name,
      ...(known && { bytes: bytes.length }),
      async *stream(offset: number) {
        offsets.push(offset)
        for (let at = offset; at < bytes.length; ) {
          while (allowed <= at) await news.promise
          const end = Math.min(bytes.length, allowed, at + 65_536)
          yield bytes.subarray(at, end)
          at = end
        }
      },
    },
  }
}

/** A sink in memory that takes no more than it is allowed. */
export function gatedSink() {
  let allowed = 0
  let news = Promise.withResolvers<void>()
  const told: string[] = []
  let bytes = Buffer.alloc(0)
  const sink: FileSink = {
    begin: (coming: Coming) => {
      told.push(`begin ${coming.bytes}`)
      bytes = Buffer.alloc(coming.bytes ?? 0)
    },
    write: async (chunk, at) => {
      while (allowed <= at) await news.promise
      bytes.set(chunk, at)
    },
    close: () => void told.push('close'),
    abort: reason => void told.push(`abort ${'code' in reason ? reason.code : reason.message}`),
  }
  const allow = (more: number) => {
    allowed += more
    news.resolve()
    news = Promise.withResolvers<void>()
  }
  return { sink, allow, told, bytes: () => bytes }
}

/** Where there is a document no request can be a stream. */
export function asInPage(): Disposable {
  Object.defineProperty(globalThis, 'document', { value: {}, configurable: true })
  return { [Symbol.dispose]: () => void Reflect.deleteProperty(globalThis, 'document') }
}
