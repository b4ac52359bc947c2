// Looks after the connections of a door once a second: cuts readers and uploaders that make no progress, and peers that have died.
import type { Socket } from 'node:net'
import type { Hub } from '../hub/hub.ts'
import { limits } from '../protocol/limits.ts'
import { plainAddress } from './addresses.ts'
import { type KernelQueue, kernelQueues, tableKey } from './kernel-queues.ts'

/** A connection, as far as it is watched. */
export type Watched = {
  /** Milliseconds since the reader was last seen to take something, 0 when nothing waits for it. */
  stalledFor(now: number): number
  /** The system saw the reader take a part of what waits for it. */
  readerTookSome(now: number): void
  /** The peer answers nothing any more. */
  peerDied(): void
  /** Cuts a reader or an uploader that has made no progress for too long. */
  checkProgress(now: number): void
}

type Seen = { unacknowledged: number; resendingSince: number | undefined }

/** Watches until it is disposed of. */
export function watchConnections(connections: ReadonlyMap<Socket, Watched>, port: number, hub: Hub): Disposable {
  const seen = new WeakMap<Watched, Seen>()
  let looking = false
  let lastLook = 0

  const look = async (now: number): Promise<void> => {
    const slow = hub.limits['slow-seconds'] * 1_000
    const idle = hub.limits['idle-seconds'] * 1_000
    // The table of many connections takes its time; it is read the less often the longer it is.
    if (now - lastLook < connections.size / limits.watchedConnectionsPerMillisecond) return
    const suspicious = [...connections.values()].some(connection => connection.stalledFor(now) > slow / 4)
    if (!suspicious && now - lastLook < idle / 8) return
    lastLook = now
    const queues = await kernelQueues(port)
    for (const [socket, connection] of connections) {
      const queue = queues.get(tableKey(plainAddress(socket.remoteAddress ?? ''), socket.remotePort ?? 0, socket.remoteFamily))
      if (queue === undefined) seen.delete(connection)
      else compare(connection, queue, now, idle)
    }
  }

  const compare = (connection: Watched, queue: KernelQueue, now: number, idle: number): void => {
    const before = seen.get(connection)
    if (before !== undefined && before.unacknowledged !== queue.unacknowledged) connection.readerTookSome(now)
    const resendingSince = queue.resending ? (before?.resendingSince ?? now) : undefined
    seen.set(connection, { unacknowledged: queue.unacknowledged, resendingSince })
    // TCP keepalive is silent while bytes are unacknowledged, so such a peer has to be noticed here.
    if (resendingSince !== undefined && now - resendingSince >= (idle * 3) / 4) connection.peerDied()
  }

  const timer = setInterval(() => {
    const now = performance.now()
    if (!looking) {
      looking = true
      void look(now).finally(() => {
        looking = false
        for (const connection of connections.values()) connection.checkProgress(performance.now())
      })
    }
  }, 1_000)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
