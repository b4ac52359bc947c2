// How bytes may be cut on their way: whole, once after a given byte, or one packet for each. The meaning must never change [L8].
import { Connection } from './connection.ts'
import { Mismatch } from './listener.ts'

export type Cutter = { name: string; cut: (bytes: Buffer) => Buffer[] }

export const whole: Cutter = { name: '', cut: bytes => [bytes] }
export const onePacketPerByte: Cutter = { name: ', in one-byte packets', cut: bytes => Array.from(bytes, byte => Buffer.of(byte)) }

export function cutAt(at: number): Cutter {
  return { name: `, cut after byte ${at}`, cut: bytes => (bytes.length > at ? [bytes.subarray(0, at), bytes.subarray(at)] : [bytes]) }
}

/** A connection of the runner's own, whose answers tell that the hub has had its turn to read what was sent on the others. Without
 * it the two machines may join the pieces again before the hub sees them. */
export class Pacer {
  readonly #connection: Connection

  static async open(host: string, port: number, signal: AbortSignal): Promise<Pacer> {
    const connection = await Connection.open('pacer', host, port, signal)
    await connection.line()
    return new Pacer(connection)
  }

  private constructor(connection: Connection) {
    this.#connection = connection
  }

  async untilHubHasRead(): Promise<void> {
    this.#connection.send(Buffer.from('/limits\n'))
    for (let line = await this.#connection.line(); line?.toString() !== 'END'; line = await this.#connection.line()) {
      if (line === undefined) throw new Mismatch('the hub closed the connection that the runner paces itself by')
    }
  }

  close(): void {
    this.#connection.destroy()
  }
}
