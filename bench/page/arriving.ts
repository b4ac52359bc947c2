// From navigation to a lobby one can use: its messages are on the screen, and the line to write in takes what is typed.
import { gzipSync } from 'node:zlib'
import { median } from '../rounds.ts'
import { told, Visitor } from './visitor.ts'

/** Milliseconds, and the bytes of JavaScript that were there by then. */
export type Arrival = { readonly cold: number; readonly warm: number; readonly scriptBytes: number }

const warmVisits = 3

/** Looks at every frame; the time is taken when the frame in which all is there has been painted. */
const watchLobby = `(() => {
  const look = () => {
    const composer = document.querySelector('#composer')
    const row = document.querySelector('article')
    const isThere = composer !== null && !composer.disabled && row !== null && row.checkVisibility({ visibilityProperty: true })
    if (!isThere) return requestAnimationFrame(look)
    const painted = new MessageChannel()
    painted.port1.onmessage = () => {
      const now = performance.now()
      const scripts = performance.getEntriesByType('resource').filter(({ name, startTime }) => startTime < now && /\\.js$/.test(name))
      window.arrived = { ms: now, scripts: scripts.map(({ name }) => name) }
    }
    painted.port2.postMessage(0)
  }
  requestAnimationFrame(look)
})()`

type Arrived = { readonly ms: number; readonly scripts: readonly string[] }

/** A browser that has never been here, and then again with what it kept. */
export async function arriveAt(folder: string, webPort: number): Promise<Arrival> {
  const visitor = await Visitor.arrive(folder, webPort)
  const visit = async (): Promise<Arrived> => {
    const page = await visitor.open('/', watchLobby)
    const arrived = await told<Arrived>(page, 'arrived')
    // What opens the page off the line is ready before the next visit, as it is for a person.
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
    await page.close()
    return arrived
  }
  try {
    const first = await visit()
    const again: number[] = []
    while (again.length < warmVisits) again.push((await visit()).ms)
    return { cold: first.ms, warm: median(again), scriptBytes: await compressedBytes(first.scripts) }
  } finally {
    await visitor.leave()
  }
}

async function compressedBytes(scripts: readonly string[]): Promise<number> {
  const sizes = scripts.map(async address => gzipSync(await (await fetch(address)).bytes(), { level: 9 }).length)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
