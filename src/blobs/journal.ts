// How far staged bytes are sure to be on disk. A line per chunk, `<to> <crc>`, is written after the chunk was flushed; a line `<to> -` after all
// that there was. A process that is killed takes nothing away from what the kernel has been given, so in the same boot of the machine every
// byte counts; after another boot only what the journal vouches for, and of that the last chunk is read again.
import { type FileHandle, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { uptime } from 'node:os'
import { crc32 } from 'node:zlib'
import { limits } from '../protocol/limits.ts'
import { codeOf } from './reader.ts'
import type { Chunk } from './thread.ts'

export type Journal = {
  /** A chunk has been read back; it is flushed with others before long, and then written down. One flush at a time. */
  chunk(chunk: Chunk): void
  /** All `length` bytes are flushed. Settles when that is written down. */
  close(length: number): Promise<void>
  /** Nobody wants to know any more. */
  drop(): Promise<void>
}

export const journalPath = (path: string): string => `${path}.journal`

const bootId = readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
  text => text.trim(),
  () => '',
)

/** How many of the `length` staged bytes can be relied on. */
export async function reliableLength(path: string, handle: FileHandle, length: number): Promise<number> {
  const text = await readFile(journalPath(path), 'utf8').catch(thrown => {
    if (codeOf(thrown) === 'ENOENT') return undefined
    throw thrown
  })
  // A journal that a power cut took away, or none because an older version staged the bytes: what was written since the machine was started is sure.
  if (text === undefined) return (await handle.stat()).mtimeMs > Date.now() - uptime() * 1_000 ? length : 0
  const [boot = '', ...lines] = text.split('\n')
  if (boot !== '' && boot === (await bootId)) return length
  for (const line of lines.reverse()) {
    const [, to = '', crc = ''] = /^(\d{1,16}) ([0-9a-f]{8}|-)$/.exec(line) ?? []
    if (to !== '' && Number(to) <= length && (await isWhole(handle, Number(to), crc))) return Number(to)
  }
  return 0
}

async function isWhole(handle: FileHandle, to: number, crc: string): Promise<boolean> {
  if (crc === '-') return true
  const chunk = Buffer.alloc(Math.min(limits.journalChunkBytes, to))
  const { bytesRead } = await handle.read(chunk, 0, chunk.length, to - chunk.length)
  return bytesRead === chunk.length && writeCrc(crc32(chunk)) === crc
}

/** A line that a full disk has cut off ends before them. */
const linesOf = (...lines: readonly string[]): string => `\n${lines.join('\n')}\n`

const writeCrc = (crc: number): string => crc.toString(16).padStart(8, '0')

/**
 * Goes on with the journal of the bytes at `path`, anew if this is another boot. Where there is none it is begun when it is needed: most uploads
 * are over before.
 */
export async function openJournal(path: string, handle: FileHandle, length: number): Promise<Journal> {
  let opened: Promise<FileHandle> | undefined
  const file = (): Promise<FileHandle> => {
    opened ??= openFile(path, length)
    return opened
  }
  if (await stat(journalPath(path)).catch(() => undefined)) await file()
  let waiting: Chunk[] = []
  let working: Promise<void> | undefined
  let soon: NodeJS.Timeout | undefined

  const write = async (lines: string): Promise<void> => {
    await handle.datasync()
    await (await file()).appendFile(lines)
  }
  const flush = async (): Promise<void> => {
    const now = waiting
    waiting = []
    try {
      await write(linesOf(...now.map(({ to, crc }) => `${to} ${writeCrc(crc)}`)))
    } finally {
      working = undefined
      if (waiting.length > 0) flushBeforeLong()
    }
  }
  const begin = (): void => {
    stopWaiting()
    // What the journal does not know is only sent again; the seal flushes for itself and says when that fails.
    working ??= flush().catch(() => undefined)
  }
  const stopWaiting = (): void => {
    clearTimeout(soon)
    soon = undefined
  }
  const flushBeforeLong = (): void => {
    if (working !== undefined) return
    if (waiting.length * limits.journalChunkBytes >= limits.journalFlushBytes) begin()
    else soon ??= setTimeout(begin, limits.journalFlushSeconds * 1_000).unref()
  }
  const drop = async (): Promise<void> => {
    stopWaiting()
    waiting = []
    await working
    await (await opened?.catch(() => undefined))?.close()
  }
  return {
    chunk: chunk => {
      waiting.push(chunk)
      flushBeforeLong()
    },
    close: async to => {
      stopWaiting()
      waiting = []
      await working
      try {
        if (to > 0) await write(linesOf(`${to} -`))
      } finally {
        await drop()
      }
    },
    drop,
  }
}

async function openFile(path: string, length: number): Promise<FileHandle> {
  const boot = await bootId
  const known = await readFile(journalPath(path), 'utf8').catch(() => '')
  if (!known.startsWith(`${boot}\n`)) {
    // A full disk must not cost the journal that is there.
    const anew = `${journalPath(path)}.new`
    await writeFile(anew, `${boot}\n${length > 0 ? `${length} -\n` : ''}`)
    await rename(anew, journalPath(path))
  }
  return open(journalPath(path), 'a')
}

export const dropJournal = (path: string): Promise<void> => rm(journalPath(path), { force: true })
