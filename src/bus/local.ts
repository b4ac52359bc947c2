// The bus of a hub that is alone: what is published here is received here.
import type { Bus } from '../hub/ports.ts'
import type { EntryBatch } from '../protocol/entries.ts'

export function localBus(): Bus {
  const receivers: ((batch: EntryBatch) => void)[] = []
  return {
    publish: batch => {
      for (const receive of receivers) receive(batch)
    },
    subscribe: receive => {
      receivers.push(receive)
    },
  }
}
