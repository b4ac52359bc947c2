// A thread that puts a link in the place of something and takes it away again, as fast as it can.
import { renameSync, rmSync } from 'node:fs'
import { workerData } from 'node:worker_threads'

export type Swap = { readonly place: string; readonly real: string; readonly link: string; readonly stop: SharedArrayBuffer }

const { place, real, link, stop } = workerData as Swap
const stopped = new Int32Array(stop)

function clear(): void {
  try {
    rmSync(place, { recursive: true, force: true })
  } catch {
    // Somebody is putting a file into it; it goes the next time.
  }
}

/** Where somebody has made a folder in the gap, that one goes. */
function put(from: string): void {
  for (;;) {
    try {
      renameSync(from, place)
      return
    } catch {
      clear()
    }
  }
}

while (Atomics.load(stopped, 0) === 0) {
  for (let turn = 0; turn < 50; turn++) {
    renameSync(place, real)
    put(link)
    renameSync(place, link)
    put(real)
  }
}
