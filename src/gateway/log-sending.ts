// Carries out `/history` and `/since`: the rows go out page by page as the reader takes them, so that long ones never pile up.
import type { Socket } from 'node:net'
import type { LogStretch } from '../hub/log-reading.ts'
import { Refusal } from '../protocol/refusals.ts'
import { writeGapRow, writeHistoryRow } from '../protocol/text-events.ts'
import type { Outbox } from './outbox.ts'

export async function sendLog(word: 'history' | 'since', stretch: LogStretch, socket: Socket, outbox: Outbox, now: number): Promise<void> {
  try {
    let text = `${word.toUpperCase()} ${stretch.rows}\n`
    if (stretch.gap !== undefined) text += writeGapRow(stretch.gap.from, stretch.gap.to, now)
    for await (const page of stretch.pages) {
      await outbox.pass(Buffer.from(text + page.map(writeHistoryRow).join('')))
      text = ''
    }
    outbox.push(Buffer.from(`${text}END\n`))
  } catch (thrown) {
    // Rows were announced that cannot come: only a closed connection says so without a doubt.
    socket.destroy()
    if (!(thrown instanceof Refusal)) throw thrown
  }
}
