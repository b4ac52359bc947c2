// How easy a password is to guess. The dictionaries are large and seldom wanted, so a thread of its own loads them, judges one password and ends.
import { Worker } from 'node:worker_threads'

/** What the thread is given. `about`: what others may know of the person. */
export type Question = { readonly password: string; readonly about: readonly string[] }

/** Advice for whoever chose a weak password, in whole sentences; undefined for one that takes long enough to guess. */
export function weakness(password: string, about: readonly string[]): Promise<string | undefined> {
  const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js'
  const worker = new Worker(new URL(file, import.meta.url), { workerData: { password, about } satisfies Question })
  return new Promise((resolve, reject) => {
    worker.once('message', (advice: string | null) => resolve(advice ?? undefined))
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('The thread that judges passwords ended without an answer.')))
  })
}
