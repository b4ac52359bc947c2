// A room of a million messages at the page: how soon its end is on the screen once it was chosen, and how smoothly one scrolls back from there.
import { told, Visitor } from './visitor.ts'

export type Look = {
  /** Milliseconds from choosing the room to its last message on the screen. */
  readonly opened: number
  readonly frames: number
  /** Frames that could have been drawn and were not. */
  readonly dropped: number
  /** Between two of which more than 50 ms passed. */
  readonly long: number
}

const pixelsPerSecond = 2_000

/** Takes the time of the press itself, then looks at every frame until the last message is to be seen. */
const choose = (name: string, last: string): string => `(() => {
  const link = [...document.querySelectorAll('a')].find(({ textContent }) => textContent.includes(${JSON.stringify(name)}))
  const look = () => {
    const row = [...document.querySelectorAll('article')].at(-1)
    const isSeen = row?.textContent.includes(${JSON.stringify(last)}) && row.checkVisibility({ visibilityProperty: true }) &&
      row.getBoundingClientRect().top < innerHeight
    if (!isSeen) return requestAnimationFrame(look)
    const painted = new MessageChannel()
    painted.port1.onmessage = () => { window.opened = performance.now() - begin }
    painted.port2.postMessage(0)
  }
  const begin = performance.now()
  link.click()
  requestAnimationFrame(look)
})()`

const watchFrames = `(() => {
  window.gaps = []
  let before
  const look = now => {
    if (before !== undefined) window.gaps.push(now - before)
    before = now
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
})()`

const frameMs = 1_000 / 60
const longMs = 50

type Scene = { readonly room: string; readonly last: string; readonly seconds: number }

export async function lookFarBack(folder: string, webPort: number, { room, last, seconds }: Scene): Promise<Look> {
  const visitor = await Visitor.arrive(folder, webPort)
  try {
    const entering = await visitor.open(`/room/${room}`)
    await entering.getByText(last).waitFor()
    await entering.close()
    const page = await visitor.open('/')
    await page.getByRole('link', { name: room }).waitFor()
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
    await page.evaluate(choose(room, last))
    const opened = await told<number>(page, 'opened')

    const tools = await visitor.devTools(page)
    await page.evaluate(watchFrames)
    const [x, y] = [700, 400]
    await tools.send('Input.synthesizeScrollGesture', { x, y, yDistance: pixelsPerSecond * seconds, speed: pixelsPerSecond })
    const gaps = await page.evaluate<number[]>('window.gaps')
    const dropped = gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / frameMs) - 1), 0)
    return { opened, frames: gaps.length + dropped, dropped, long: gaps.filter(gap => gap > longMs).length }
  } finally {
    await visitor.leave()
  }
}
