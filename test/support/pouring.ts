// Somebody who sends as much as the hub takes, and what that costs: how long others wait meanwhile, and how much memory the hub takes.
import { connect } from 'node:net'
import type { FrameClient } from './frame-client.ts'
import type { RunningHub } from './hub.ts'
import { memoryBytes } from './process-facts.ts'
import { handshake } from './raw-web-socket.ts'

/** `first` once, then `piece` over and over. `reads`: whether the attacker takes what comes. */
export type Pouring = { readonly way: 'web' | 'line'; readonly first: Buffer; readonly piece: Buffer; readonly reads: boolean }
export type Cost = { readonly medianMs: number; readonly mostMs: number; readonly grownMegabytes: number }

const megabyte = 1_024 * 1_024

async function pour(hub: RunningHub, { way, first, piece, reads }: Pouring, signal: AbortSignal): Promise<void> {
  const socket = connect({ host: hub.host, port: way === 'web' ? hub.webPort : hub.port })
  socket.on('error', () => undefined)
  const gone = new Promise(resolve => socket.once('close', resolve))
  signal.addEventListener('abort', () => socket.destroy())
  if (reads) socket.resume()
  else socket.pause()
  socket.write(Buffer.concat([Buffer.from(way === 'web' ? handshake(hub) : '/json\n'), first]))
  while (!socket.destroyed) if (!socket.write(piece)) await Promise.race([new Promise(resolve => socket.once('drain', resolve)), gone])
}

/** Lets all of them pour for so long; `witness` asks meanwhile. */
export async function costOf(hub: RunningHub, witness: FrameClient, pourings: readonly Pouring[], milliseconds: number): Promise<Cost> {
  const before = memoryBytes(hub.pid)
  const stop = AbortSignal.timeout(milliseconds)
  const running = pourings.map(pouring => pour(hub, pouring, stop))
  const waits: number[] = []
  let most = before
  while (!stop.aborted) {
    const begin = performance.now()
    await witness.settled()
    waits.push(performance.now() - begin)
    most = Math.max(most, memoryBytes(hub.pid))
    await new Promise(resolve => setImmediate(resolve))
  }
  await Promise.all(running)
  waits.sort((one, other) => one - other)
  return { medianMs: waits[waits.length >> 1] ?? 0, mostMs: waits.at(-1) ?? 0, grownMegabytes: (most - before) / megabyte }
}
