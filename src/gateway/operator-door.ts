// The operator's door: a unix socket in the data folder, which only the hub's own user may open. It speaks lines like the line door.
import { chmodSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join, relative } from 'node:path'
import type { Operator } from '../hub/operator.ts'
import type { Log } from '../hub/ports.ts'
import { limits } from '../protocol/limits.ts'
import { type BadLine, LineReader } from '../protocol/lines.ts'
import { readOperatorCommand } from '../protocol/operator-commands.ts'
import { Refusal } from '../protocol/refusals.ts'
import { writeAnswer } from '../protocol/text-answers.ts'
import { writeRefusal } from '../protocol/text-events.ts'
import { CannotListen, listenOn } from './listening.ts'

/** Opens the door and answers where it is. Throws `CannotListen` with a sentence. */
export async function openOperatorDoor(folder: string, operator: Operator, log: Log): Promise<{ path: string; close(): Promise<void> }> {
  const path = shortest(join(folder, limits.operatorSocketName))
  if (Buffer.byteLength(path) > limits.socketPathBytesMax) {
    throw new CannotListen(
      `\`partyline admin\` will not reach this hub: the path ${path} is longer than the ${limits.socketPathBytesMax} bytes a unix socket may have. Choose a --data folder with a shorter path.`,
    )
  }
  // We hold the folder's lock, so a socket that is there was left by a hub that is gone.
  removeStale(path)
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    if (sockets.size > limits.operatorConnectionsMax) return void socket.end(writeRefusal(new Refusal('server-full')))
    void converse(socket, operator, log)
  })
  // The socket must never be open to others, not even between being made and being closed to them.
  const before = process.umask(0o177)
  try {
    await listenOn(server, { path }, `the socket ${path}`, '--data')
  } finally {
    process.umask(before)
  }
  chmodSync(path, 0o600)
  return {
    path,
    close: async () => {
      server.close()
      for (const socket of sockets) socket.destroySoon()
    },
  }
}

function removeStale(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch (thrown) {
    throw new CannotListen(
      `\`partyline admin\` will not reach this hub: ${path} is in the way (${thrown instanceof Error ? thrown.message : String(thrown)}). Remove it.`,
    )
  }
}

/** As seen from here, if that is shorter. */
function shortest(path: string): string {
  const fromHere = relative(process.cwd(), path)
  return Buffer.byteLength(fromHere) < Buffer.byteLength(path) ? fromHere : path
}

async function converse(socket: Socket, operator: Operator, log: Log): Promise<void> {
  const reader = new LineReader(limits.operatorLineBytesMax)
  try {
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      reader.push(chunk)
      for (let line = reader.next(); line !== undefined; line = reader.next()) socket.write(await answer(line, operator, log))
    }
    const last = reader.end()
    socket.end(last === undefined ? '' : await answer(last, operator, log))
  } catch {
    // The operator's connection broke; there is nobody to tell.
    socket.destroy()
  }
}

async function answer(line: string | BadLine, operator: Operator, log: Log): Promise<string> {
  if (typeof line !== 'string') return writeRefusal(new Refusal(line.wrong))
  try {
    const command = readOperatorCommand(line)
    return command instanceof Refusal ? writeRefusal(command) : writeAnswer(await operator.perform(command))
  } catch (thrown) {
    const refusal = thrown instanceof Refusal ? thrown : new Refusal('internal', 'A fault in the hub. It has been logged.')
    if (refusal !== thrown || refusal.cause !== undefined) log.error({ err: refusal.cause ?? thrown }, "An operator's command failed.")
    return writeRefusal(refusal)
  }
}
