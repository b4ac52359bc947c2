// One connection of the line door: bytes to lines to commands, in order; replies, chat and files back.
import type { Socket } from 'node:net'
import type { Upload } from '../hub/files/upload.ts'
import type { Hub } from '../hub/hub.ts'
import { type Connection, StoreLost } from '../hub/ports.ts'
import { say } from '../hub/saying.ts'
import type { Session } from '../hub/session.ts'
import { perform } from '../hub/verbs/index.ts'
import type { EntryBatch } from '../protocol/entries.ts'
import { limits } from '../protocol/limits.ts'
import type { Command, CommandOf, EndReason, Event } from '../protocol/messages.ts'
import { Refusal } from '../protocol/refusals.ts'
import { writeEvent, writeRefusal } from '../protocol/text-events.ts'
import { asGiven } from './as-given.ts'
import { encodedFor } from './encoded.ts'
import { FileReceiving } from './file-receiving.ts'
import { sendFile } from './file-sending.ts'
import { FrameConnection } from './frame-connection.ts'
import { LineInbox } from './line-inbox.ts'
import { codeFor, comeBackAs, isLate, secretFor } from './line-secrets.ts'
import { lineWire } from './line-wire.ts'
import { sendLog } from './log-sending.ts'
import { Outbox } from './outbox.ts'
import { peerOf } from './peers.ts'
import { refusalOf } from './refusing.ts'
import { Slowing } from './slowing.ts'

export class LineConnection implements Connection {
  readonly door = 'line'
  readonly address: string
  readonly port: number
  readonly loopback: boolean
  readonly #hub: Hub
  readonly #socket: Socket
  readonly #inbox: LineInbox
  readonly #outbox: Outbox
  readonly #handOver: (next: FrameConnection) => void
  #session: Session | undefined
  readonly #since = performance.now()
  /** A command is being carried out; what follows it waits. */
  #busy = false
  readonly #slowing: Slowing
  /** It has had its share of this turn. */
  #resting = false
  #paused = false
  #closing = false
  #unsettled = 0
  #lastSaid: Promise<void> | undefined
  #receiving: FileReceiving | undefined
  /** Unasked lines that wait until a command has its reply; undefined while none is being carried out. */
  #postponed: Event[] | undefined
  /** Bytes or rows were announced and are on their way. */
  #sending = false

  /** `handOver`: frames come from now on, and another connection reads them. */
  constructor(socket: Socket, hub: Hub, handOver: (next: FrameConnection) => void) {
    this.#socket = socket
    this.#hub = hub
    this.#handOver = handOver
    const peer = peerOf(socket)
    this.address = peer.address
    this.port = peer.port
    this.loopback = peer.loopback
    this.#inbox = new LineInbox(hub.limits)
    this.#outbox = new Outbox(socket, () => this.#drained())
    this.#slowing = new Slowing(hub, {
      backlog: () => !this.#busy && !this.#closing && this.#inbox.reader.buffered > limits.inboxBytesMax,
      goOn: () => this.#goOn(),
      flooding: () => void this.#carryOut(new Refusal('flooding', undefined, { closes: true })),
    })
  }

  /** Enters the hub. Answers whether it was let in. */
  start(): boolean {
    const entered = this.#hub.enter(this)
    if (entered instanceof Refusal) {
      this.close({ event: 'refused', refusal: entered })
      return false
    }
    this.#session = entered
    void this.#greet(entered)
    return true
  }

  /** What the client sends before it is greeted waits, and so does chat. */
  async #greet(session: Session): Promise<void> {
    this.#busy = true
    await this.#hub.greet(session)
    this.#busy = false
    session.release()
    this.#goOn()
  }

  received(chunk: Uint8Array): void {
    if (this.#closing) return
    this.#inbox.reader.push(chunk)
    if (this.#receiving !== undefined) this.#receiving.more()
    else {
      this.#advance()
      if (chunk.length > limits.turnBytesMax) this.#rest()
    }
    this.#brake()
  }

  /** The client has sent its FIN: what came before is still answered. */
  inputEnded(): void {
    this.#inbox.ended = true
    this.#receiving?.ended()
    this.#advance()
  }

  /** The socket is gone. */
  gone(reason: EndReason): void {
    this.#closing = true
    this.#receiving?.ended()
    this.#outbox.abort()
    if (this.#session !== undefined) this.#hub.end(this.#session, reason)
  }

  deliver(batch: EntryBatch): boolean {
    if (this.#closing || this.#outbox.full) return false
    const { id } = this.#session ?? { id: 0 }
    for (const piece of encodedFor(batch, id)) this.#outbox.push(piece)
    return true
  }

  tell(event: Event): void {
    if (this.#postponed !== undefined) {
      if (this.#postponed.length < limits.postponedEventsMax) this.#postponed.push(event)
    } else if (!this.#outbox.full) this.#write(event)
  }

  /** Who reads lines asks with `/since`, which tells of gaps. */
  gap(): void {}

  /** `patience`: whether all that waits may go out at the reader's own speed, or only for a moment. */
  close(last?: Event, patience: 'brief' | 'patient' = 'brief'): void {
    if (this.#closing) return
    if (last !== undefined && !this.#sending) this.#write(last)
    this.#closing = true
    this.#receiving?.ended()
    // Where bytes or rows were announced no other word can be said.
    if (this.#sending) return void this.#socket.destroy()
    this.#outbox.end()
    // Reading on lets the last words arrive: closing with unread input would reset the connection.
    this.#socket.resume()
    const linger = (): void => void setTimeout(() => this.#socket.destroy(), limits.lingerSecondsMax * 1_000).unref()
    if (patience === 'patient') this.#socket.once('finish', linger)
    else linger()
  }

  /** Cuts a reader or an uploader that has made no progress for too long. */
  checkProgress(now: number): void {
    const most = this.#hub.limits['slow-seconds'] * 1_000
    if (isLate(this.#hub, this.#session, now - this.#since)) this.#cut('timeout')
    else if (this.stalledFor(now) > most) this.#cut('too-slow')
    else if (this.#receiving !== undefined && this.#receiving.stalledFor(now) > most) this.#cut('timeout')
  }

  /** Milliseconds since the reader was last seen to take something, 0 when nothing waits for it. */
  stalledFor(now: number): number {
    return this.#outbox.stalledFor(now)
  }

  /** The system saw the reader take a part of what waits for it. */
  readerTookSome(now: number): void {
    this.#outbox.progressed(now)
  }

  /** The peer answers nothing any more. */
  peerDied(): void {
    this.#cut('timeout')
  }

  #advance(): void {
    try {
      this.#readCommands()
    } catch (thrown) {
      this.#replyRefused(refusalOf(thrown, this.#hub.log, this.#session?.id))
    }
  }

  /** Reads commands as far as it may. Messages that stand together are stored together; any other command waits for those before it. */
  #readCommands(): void {
    const texts: string[] = []
    let asked: Command | Refusal | undefined
    let dry = false
    const most = this.#session === undefined ? 0 : this.#hub.allowance(this.#session)
    for (let lines = 1; asked === undefined && !dry && texts.length < most && this.#mayRead(); lines++) {
      if (lines > limits.turnLinesMax) this.#rest()
      const command = this.#inbox.next()
      if (command === undefined) dry = true
      else if (command === 'blank') continue
      else if (command instanceof Refusal || command.verb !== 'say' || command.replyTo !== undefined) asked = command
      else texts.push(command.text)
    }
    if (texts.length > 0) this.#say(texts)
    if (this.#session !== undefined) this.#slowing.after(this.#session, texts.length, asked instanceof Refusal ? 'unreadable' : asked?.verb)
    if (asked !== undefined) void this.#carryOut(asked)
    else if (dry && this.#inbox.ended && this.#unsettled === 0) void this.#session?.whenLive().then(() => this.#leave('closed'))
  }

  #mayRead(): boolean {
    return (
      !this.#busy &&
      !this.#slowing.on &&
      !this.#resting &&
      !this.#closing &&
      this.#session !== undefined &&
      this.#unsettled < limits.unsettledMessagesMax &&
      !this.#outbox.full
    )
  }

  /** The receipts come with the feed, where they have their place between what others say; only a refusal is said here. */
  #say(texts: readonly string[]): void {
    const session = this.#session
    if (session === undefined) return
    this.#unsettled += texts.length
    const refuse = (thrown: unknown): void => {
      // While earlier receipts still wait in the store there is no right place for an answer.
      if (thrown instanceof StoreLost || !session.live) return void this.#socket.destroy()
      const refusal = refusalOf(thrown, this.#hub.log, this.#session?.id)
      if (refusal.closes) this.#replyRefused(refusal)
      else this.#writeText(writeRefusal(refusal).repeat(texts.length))
    }
    const said = texts.map(text => ({ text }))
    this.#lastSaid = say(this.#hub, session, session.room, said, this.#hub.clock.now())
      .catch(refuse)
      .then(() => {
        this.#unsettled -= texts.length
        this.#goOn()
      })
  }

  /** Lets the other connections have their turn before more of this one is read. */
  #rest(): void {
    if (this.#resting) return
    this.#resting = true
    setImmediate(() => {
      this.#resting = false
      this.#goOn()
    })
  }

  async #carryOut(asked: Command | Refusal): Promise<void> {
    const session = this.#session
    if (session === undefined) return
    this.#busy = true
    const postponed: Event[] = []
    this.#postponed = postponed
    try {
      if (this.#unsettled > 0) await this.#lastSaid
      // The receipts of what was said before have to be out.
      await session.whenLive()
      if (session.ended) return
      if (asked instanceof Refusal) throw asked
      if (asked.verb === 'put' && asked.begin === 'now') await this.#takeAtOnce(session, asked)
      else await this.#reply(session, asked)
    } catch (thrown) {
      const code = asked instanceof Refusal ? undefined : codeFor(asked, thrown)
      if (thrown instanceof StoreLost) this.#socket.destroy()
      else if (code !== undefined) this.#write(this.#inbox.expectSecret(code))
      else this.#replyRefused(refusalOf(thrown, this.#hub.log, this.#session?.id))
    } finally {
      this.#busy = false
      this.#postponed = undefined
      for (const event of postponed) this.#write(event)
      session.release()
    }
    this.#goOn()
  }

  async #reply(session: Session, asked: Command): Promise<void> {
    const secret = secretFor(asked, 'encrypted' in this.#socket)
    if (secret !== undefined) return this.#write(this.#inbox.expectSecret(secret))
    const outcome = await perform(this.#hub, session, asked)
    switch (outcome.kind) {
      case 'reply':
        if (outcome.event.event === 'signed-in') await comeBackAs(this.#hub, session, outcome.event.token)
        this.#answer(outcome.event)
        return outcome.after?.()
      case 'frames':
        return this.#speakFrames(session)
      case 'leave':
        this.#write(outcome.event)
        return this.#leave('exit')
      case 'log':
        return this.#send(() => sendLog(outcome.word, outcome.stretch, this.#socket, this.#outbox, this.#hub.clock.now()))
      case 'download':
        return this.#send(() => sendFile(outcome.download, this.#socket, this.#outbox))
      case 'upload':
        return this.#take(outcome.upload, outcome.bytes)
      default:
        outcome satisfies never
    }
  }

  /** The receipt of a message has come with the feed, where it has its place. */
  #answer(event: Event): void {
    if (event.event === 'receipt' && event.entry.kind === 'message') return
    this.#write(event.event === 'room' ? asGiven(this.#session, event) : event)
  }

  #speakFrames(session: Session): void {
    this.#write({ event: 'json' })
    this.#closing = true
    const next = new FrameConnection(lineWire(this.#socket, this.#outbox, this.#inbox.reader), this.#hub, this, { session })
    session.connection = next
    this.#handOver(next)
    // What came with this line already are frames.
    next.received(new Uint8Array(0))
    if (this.#inbox.ended) next.inputEnded()
  }

  async #take(upload: Upload, bytes: number): Promise<void> {
    this.#write({ event: 'ready', offset: upload.offset })
    this.#receiving = new FileReceiving(this.#inbox.reader, bytes - upload.offset, () => this.#brake())
    if (this.#closing || this.#inbox.ended) this.#receiving.ended()
    try {
      this.#write(await this.#receiving.into(upload))
    } finally {
      this.#receiving = undefined
    }
  }

  /** `put ... now`: the bytes come whatever we say, so a refusal has to read them and throw them away first. */
  async #takeAtOnce(session: Session, asked: CommandOf<'put'>): Promise<void> {
    session.hold()
    const opened = perform(this.#hub, session, asked).catch((thrown: unknown) => refusalOf(thrown, this.#hub.log, this.#session?.id))
    this.#receiving = new FileReceiving(this.#inbox.reader, asked.bytes, () => this.#brake())
    if (this.#closing || this.#inbox.ended) this.#receiving.ended()
    try {
      const outcome = await opened
      if (!(outcome instanceof Refusal) && outcome.kind === 'upload') this.#write(await this.#receiving.into(outcome.upload))
      else {
        await this.#receiving.away()
        if (outcome instanceof Refusal) throw outcome
      }
    } finally {
      this.#receiving = undefined
    }
  }

  #replyRefused(refusal: Refusal): void {
    const { code } = refusal
    this.#write({ event: 'refused', refusal })
    if (refusal.closes) this.#leave(code === 'internal' || code === 'bad-command' ? 'closed' : 'refused')
  }

  #drained(): void {
    this.#session?.unblock()
    this.#goOn()
  }

  #goOn(): void {
    this.#advance()
    this.#brake()
  }

  /** Stops reading while enough waits to be acted upon, so that TCP itself slows the sender down. */
  #brake(): void {
    const most = this.#receiving?.waitingBytesMax ?? limits.inboxBytesMax
    const pause = !this.#closing && (this.#resting || this.#inbox.reader.buffered > most)
    if (pause === this.#paused) return
    this.#paused = pause
    if (pause) this.#socket.pause()
    else this.#socket.resume()
  }

  async #send(send: () => Promise<void>): Promise<void> {
    this.#sending = true
    await send().finally(() => {
      this.#sending = false
    })
  }

  #leave(reason: EndReason): void {
    if (this.#session !== undefined) this.#hub.end(this.#session, reason)
    this.close(undefined, 'patient')
  }

  #cut(reason: 'too-slow' | 'timeout'): void {
    if (this.#session !== undefined) this.#hub.end(this.#session, reason)
    if (reason === 'timeout') this.close({ event: 'refused', refusal: new Refusal('timeout') })
    // Who takes nothing cannot be told anything either.
    this.#closing = true
    this.#socket.destroy()
  }

  #write(event: Event): void {
    this.#writeText(writeEvent(event))
  }

  #writeText(text: string): void {
    if (!this.#closing) this.#outbox.push(Buffer.from(text))
  }
}
