// A thread that puts a link in the place of something and takes it away again, as fast as it can.
import { renameSync } from 'node:fs'
import { workerData } from 'node:worker_threads'

export type Swap = { readonly place: string; readonly real: string; readonly link: string; readonly stop: SharedArrayBuffer }

const { place, real, link, stop } = workerData as Swap
const stopped = new Int32Array(stop)

while (Atomics.load(stopped, 0) === 0) {
  for (let turn = 0; turn < 50; turn++) {
    renameSync(place, real)
    renameSync(link, place)
    renameSync(place, link)
    renameSync(real, place)
  }
}
