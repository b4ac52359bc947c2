// A browser that nobody looks into: what drives pages in the other tests keeps a copy of all that a page sends, and asks the page to. Here the browser
// is spoken to in its own protocol, and only what is asked for is on.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { browserArgs, executablePath } from './browser.ts'
import { until, within } from './until.ts'

type Answer = {
  readonly id?: number
  readonly method?: string
  readonly result?: unknown
  readonly error?: { readonly message: string }
  readonly params?: unknown
}
type Ask = <T>(method: string, params?: object) => Promise<T>

export class BareBrowser implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #profile: string
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>()
  readonly #heard = new Map<string, unknown>()
  #lastId = 0
  #session: string | undefined

  private constructor(child: ChildProcess, profile: string, socket: WebSocket) {
    this.#child = child
    this.#profile = profile
    this.#socket = socket
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(String(data)) as Answer)
  }

  /** Opens one page at that address. */
  static async open(address: string): Promise<BareBrowser> {
    const profile = await mkdtemp(join(tmpdir(), 'partyline-test-'))
    const child = spawn(executablePath, [...browserArgs, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.on('data', chunk => (said += chunk))
    const url = await until('the browser listens', () => /DevTools listening on (ws:\S+)/.exec(said)?.[1])
    const socket = new WebSocket(url)
    await within('the browser answers', once(socket, 'open'))
    const browser = new BareBrowser(child, profile, socket)
    const { targetId } = await browser.ask<{ targetId: string }>('Target.createTarget', { url: address })
    const { sessionId } = await browser.ask<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true })
    browser.#session = sessionId
    await browser.inPage('Page.enable')
    return browser
  }

  /** Of the browser as a whole. */
  readonly ask: Ask = (method, params = {}) => this.#send(method, params, undefined)

  readonly inPage: Ask = (method, params = {}) => this.#send(method, params, this.#session)

  /** What an expression is in the page, which takes it as done by a person. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result } = await this.inPage<{ result: { value: T } }>('Runtime.evaluate', {
      expression,
      returnByValue: true,
      userGesture: true,
    })
    return result.value
  }

  /** What the last event of this name said, as soon as there is one. */
  heard<T>(method: string): Promise<T> {
    return until(`${method} came`, () => this.#heard.get(method) as T | undefined)
  }

  /** The ids of its processes of this kind. */
  async processes(kind: 'browser' | 'renderer'): Promise<readonly number[]> {
    const { processInfo } = await this.ask<{ processInfo: readonly { type: string; id: number }[] }>('SystemInfo.getProcessInfo')
    return processInfo.filter(({ type }) => type === kind).map(({ id }) => id)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, 'exit')
    this.ask('Browser.close').catch(() => undefined)
    await within('the browser ends', ended).catch(() => this.#child.kill('SIGKILL'))
    this.#socket.close()
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 })
  }

  #send<T>(method: string, params: object, sessionId: string | undefined): Promise<T> {
    const id = ++this.#lastId
    const answer = Promise.withResolvers<unknown>()
    this.#waiting.set(id, answer)
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }))
    return within(`the browser answers ${method}`, answer.promise as Promise<T>)
  }

  #hear({ id, method, params, result, error }: Answer): void {
    if (method !== undefined) this.#heard.set(method, params)
    const waiting = this.#waiting.get(id ?? 0)
    this.#waiting.delete(id ?? 0)
    if (error === undefined) waiting?.resolve(result)
    else waiting?.reject(new Error(error.message))
  }
}
