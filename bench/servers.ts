// Runs one server of a peer for one measurement: a fresh process in a fresh folder on a free port, ended afterwards.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Bench } from './bench.ts'
import type { Peer } from './peers/peer.ts'
import { dialUntilAccepted, freePort } from './ports.ts'
import { type Started, startServer, tailOf } from './processes.ts'

export type Running = { pid: number; port: number; webPort: number; folder: string; server: Started }

const withLog = (error: unknown, log: string): Error => {
  const said = tailOf(log)
  return new Error(`${error instanceof Error ? error.message : error}${said ? ` (it said: ${said.slice(-500)})` : ''}`)
}

export const launchPeer = async (peer: Peer, folder: string, files = join(folder, 'files')): Promise<Running> => {
  const port = await freePort()
  const webPort = await freePort()
  mkdirSync(files, { recursive: true })
  const server = startServer(peer.command({ folder, port, webPort, files }), peer.isChatty ? undefined : join(folder, 'server.log'))
  return { pid: server.pid, port, webPort, folder, server }
}

/** Starts the peer, waits until it accepts, hands it to `use`, and ends it whatever happened. */
export const withServer = async <T>(bench: Bench, peer: Peer, use: (running: Running) => Promise<T>, files?: string): Promise<T> => {
  const folder = mkdtempSync(join(bench.folder, 'run-'))
  const running = await launchPeer(peer, folder, files)
  try {
    const socket = await dialUntilAccepted(running.port, running.server.hasEnded)
    socket.destroy()
    return await use(running)
  } catch (error) {
    throw withLog(error, join(folder, 'server.log'))
  } finally {
    await running.server.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}
