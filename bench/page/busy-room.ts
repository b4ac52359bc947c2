// A page that stays in a busy room: the memory of its scripts at the beginning, in the middle and at the end.
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CDPSession } from 'playwright-core'
import { makeSpeech } from '../million/words.ts'
import { Visitor } from './visitor.ts'

/** Bytes that scripts hold, after a collection. */
export type Heap = { readonly begin: number; readonly middle: number; readonly end: number }

const seed = 36_000
const tickMs = 50
const patienceMs = 60_000

export type Hour = { readonly messages: number; readonly perSecond: number; readonly progress: (said: number) => void }

export async function stayInBusyRoom(folder: string, port: number, webPort: number, hour: Hour): Promise<Heap> {
  const talker = await Talker.enter(port, '#busy')
  const visitor = await Visitor.arrive(folder, webPort)
  try {
    await talker.say(['the first one'])
    const page = await visitor.open('/room/busy')
    await page.getByText('the first one').waitFor()
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
    const tools = await visitor.devTools(page)
    const texts = makeSpeech(seed).messages(hour.messages)
    const half = async (mark: string): Promise<number> => {
      await talk(talker, texts.take(hour.messages / 2), hour)
      await talker.say([mark])
      await page.getByText(mark).last().waitFor()
      return heapOf(tools)
    }
    const begin = await heapOf(tools)
    return { begin, middle: await half('this is the middle'), end: await half('this is the end') }
  } finally {
    talker.leave()
    await visitor.leave()
  }
}

/** Evenly, so many a second. */
async function talk(talker: Talker, texts: Iterable<string>, { perSecond, progress }: Hour): Promise<void> {
  const begin = performance.now()
  const batch: string[] = []
  let said = 0
  for (const text of texts) {
    batch.push(text)
    if (batch.length * 1_000 < perSecond * tickMs) continue
    said += batch.length
    await talker.say(batch.splice(0))
    if (said % (perSecond * 10) === 0) progress(said)
    await sleep(Math.max(0, begin + (said / perSecond) * 1_000 - performance.now()))
  }
  await talker.say(batch)
}

async function heapOf(tools: CDPSession): Promise<number> {
  await tools.send('HeapProfiler.enable')
  await tools.send('HeapProfiler.collectGarbage')
  await tools.send('HeapProfiler.disable')
  return (await tools.send('Runtime.getHeapUsage')).usedSize
}

/** Somebody at the line door who waits for every ACK. */
class Talker {
  readonly #socket
  #heard = ''

  private constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true })
    this.#socket.setEncoding('utf8')
    this.#socket.on('data', (text: string) => (this.#heard += text))
  }

  static async enter(port: number, room: string): Promise<Talker> {
    const talker = new Talker(port)
    talker.#socket.write(`/join ${room}\n`)
    await talker.#until(() => talker.#heard.includes('JOIN '))
    return talker
  }

  async say(texts: readonly string[]): Promise<void> {
    if (texts.length === 0) return
    this.#heard = ''
    this.#socket.write(texts.map(text => `${text}\n`).join(''))
    await this.#until(() => this.#heard.split(' ACK\n').length > texts.length)
  }

  leave(): void {
    this.#socket.destroy()
  }

  async #until(isSo: () => boolean): Promise<void> {
    const signal = AbortSignal.timeout(patienceMs)
    while (!isSo()) await once(this.#socket, 'data', { signal })
  }
}
