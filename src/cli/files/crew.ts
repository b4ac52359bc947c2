// Many files, a few at a time: one that fails does not keep the others, and whoever watches hears of each.
import type { Transfer } from '../../client/transfers/api.ts'
import type { Moved } from './putting.ts'

export type Job = {
  readonly name: string
  /** As far as it is known before. */
  readonly bytes: number | undefined
  /** Rejects with why it could not be. `began` hears of the transfer, and whether an earlier run had begun it. */
  move(began: (transfer: Transfer, isGoingOn: boolean) => void): Promise<Moved & { readonly path?: string }>
}

export type Ended = { readonly was: 'failed'; readonly thrown: unknown } | (Moved & { readonly path?: string })

export type Watcher = {
  begun(job: Job): void
  moving(job: Job, transfer: Transfer, isGoingOn: boolean): void
  ended(job: Job, how: Ended): Promise<void> | void
}

/** Settles when all have ended, or those under way have after `stop`. */
export async function moveAll(jobs: readonly Job[], parallel: number, stop: AbortSignal, watcher: Watcher): Promise<void> {
  const waiting = jobs.values()
  const work = async (): Promise<void> => {
    for (const job of waiting) {
      if (stop.aborted) return
      watcher.begun(job)
      await watcher.ended(job, await ended(job, watcher))
    }
  }
  await Promise.all(Array.from({ length: Math.min(parallel, jobs.length) }, work))
}

async function ended(job: Job, watcher: Watcher): Promise<Ended> {
  try {
    return await job.move((transfer, isGoingOn) => watcher.moving(job, transfer, isGoingOn))
  } catch (thrown) {
    return { was: 'failed', thrown }
  }
}
