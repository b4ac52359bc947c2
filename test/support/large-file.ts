// Files too large to be held in memory: made with holes, hashed and received piece by piece.
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { send } from './files.ts'
import type { LineClient } from './line-client.ts'

const pieceBytes = 1_024 * 1_024

/** A binary of that length: random bytes at both ends and here and there between, holes elsewhere. */
export async function makeLargeFile(path: string, bytes: number): Promise<void> {
  const islandBytes = 4_096
  await using file = await open(path, 'w')
  await file.truncate(bytes)
  const places = [0, bytes - islandBytes, ...Array.from({ length: 100 }, () => Math.floor(Math.random() * (bytes - islandBytes)))]
  for (const place of places) await file.write(randomBytes(islandBytes), 0, islandBytes, place)
}

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path, { highWaterMark: pieceBytes })) hash.update(piece)
  return hash.digest('hex')
}

/** Takes so many bytes from the hub and answers their SHA-256. */
export async function receiveLarge(client: LineClient, bytes: number): Promise<string> {
  const hash = createHash('sha256')
  for (let left = bytes; left > 0; left -= pieceBytes) hash.update(await client.bytes(Math.min(left, pieceBytes)))
  return hash.digest('hex')
}

/** Sends a file at the hub's own pace. */
export async function sendLarge(client: LineClient, path: string): Promise<void> {
  for await (const piece of createReadStream(path, { highWaterMark: pieceBytes })) await send(client, piece)
}
