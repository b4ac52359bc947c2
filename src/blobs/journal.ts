// How far staged bytes are sure to be on disk. A line `<to> <crc>` is written after a flush, with the CRC-32 of the last chunk of what was
// flushed; a line `<to> -` after a flush of all that there was. A process that is killed takes nothing away from what the kernel has been given, so in the same boot of the machine every
// byte counts; after another boot only what the journal vouches for, and of that the last chunk is read again.
import { type FileHandle, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { uptime } from 'node:os'
import { crc32 } from 'node:zlib'
import { limits } from '../protocol/limits.ts'
import { codeOf } from './reader.ts'
import type { FileThread } from './thread.ts'

export type Journal = {
  /** Bytes up to `to` have been written: whole chunks of them are flushed together before long, and then written down. One flush at a time. */
  reached(to: number): void
  /** What is beyond `to` is about to be cut off: it is vouched for no more. */
  cut(to: number): Promise<void>
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
export async function openJournal(path: string, handle: FileHandle, length: number, thread: FileThread): Promise<Journal> {
  let opened: Promise<FileHandle> | undefined
  const file = (): Promise<FileHandle> => {
    opened ??= openFile(path, length)
    return opened
  }
  if (await stat(journalPath(path)).catch(() => undefined)) await file()
  /** The ends of the last whole chunk that was written, and of the last that is written down, or never will be. */
  let written = wholeChunks(length)
  let tended = written
  let working: Promise<void> | undefined
  let soon: NodeJS.Timeout | undefined

  const flush = async (): Promise<void> => {
    const to = written
    try {
      await handle.datasync()
      const crc = await thread.crc(handle.fd, to - limits.journalChunkBytes, to)
      await (await file()).appendFile(linesOf(`${to} ${writeCrc(crc)}`))
    } finally {
      working = undefined
      tended = Math.max(tended, to)
      if (written > tended) flushBeforeLong()
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
    if (written - tended >= limits.journalFlushBytes) begin()
    else soon ??= setTimeout(begin, limits.journalFlushSeconds * 1_000).unref()
  }
  /** Nothing of what waits is flushed any more. */
  const rest = async (): Promise<void> => {
    stopWaiting()
    tended = written
    await working
  }
  const drop = async (): Promise<void> => {
    await rest()
    await (await opened?.catch(() => undefined))?.close()
  }
  return {
    reached: to => {
      const end = wholeChunks(to)
      if (end <= written) return
      written = end
      flushBeforeLong()
    },
    cut: async to => {
      await rest()
      written = wholeChunks(to)
      tended = written
      if (opened === undefined) return
      await (await opened).close()
      await forget(path, to)
      opened = open(journalPath(path), 'a')
    },
    close: async to => {
      await rest()
      try {
        if (to === 0) return
        await handle.datasync()
        await (await file()).appendFile(linesOf(`${to} -`))
      } finally {
        await drop()
      }
    },
    drop,
  }
}

const wholeChunks = (length: number): number => length - (length % limits.journalChunkBytes)

async function openFile(path: string, length: number): Promise<FileHandle> {
  const boot = await bootId
  const known = await readFile(journalPath(path), 'utf8').catch(() => '')
  if (!known.startsWith(`${boot}\n`)) await writeAnew(path, `${boot}\n${length > 0 ? `${length} -\n` : ''}`)
  return open(journalPath(path), 'a')
}

/** Takes out what is said of bytes beyond `to`; those before them were flushed with them. */
async function forget(path: string, to: number): Promise<void> {
  const [boot, ...lines] = (await readFile(journalPath(path), 'utf8')).trimEnd().split('\n')
  const kept = lines.filter(line => Number.parseInt(line, 10) <= to)
  if (kept.length < lines.filter(line => line !== '').length) kept.push(`${to} -`)
  await writeAnew(path, `${[boot, ...kept].join('\n')}\n`)
}

/** A full disk must not cost the journal that is there. */
async function writeAnew(path: string, text: string): Promise<void> {
  const anew = `${journalPath(path)}.new`
  await writeFile(anew, text)
  await rename(anew, journalPath(path))
}

export const dropJournal = (path: string): Promise<void> => rm(journalPath(path), { force: true })
