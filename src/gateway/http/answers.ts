// How HTTP is answered where there is no file to send: refusals in words or as JSON, and small JSON documents.
import { once } from 'node:events'
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Log } from '../../hub/ports.ts'
import { limits } from '../../protocol/limits.ts'
import { type Refusal, type RefusalCode, refusals } from '../../protocol/refusals.ts'
import { refusalOf } from '../refusing.ts'

/** What every answer carries: no browser guesses at what it is, and no other site's page uses it as its own. */
export const guarded = {
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
} as const satisfies OutgoingHttpHeaders

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** A route that reads and writes the connection itself; what it throws is answered if nothing has been yet. */
export const rawRoute =
  (log: Log, handle: Handler) =>
  async ({ raw: request }: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply.hijack()
    try {
      await handle(request, reply.raw)
    } catch (thrown) {
      await answerRefusal(request, reply.raw, refusalOf(thrown, log, undefined))
    }
  }

/** Answers a refusal under its own status, or another one; where an answer has begun only a cut says that it failed. */
export async function answerRefusal(
  request: IncomingMessage,
  response: ServerResponse,
  refusal: Refusal,
  status: number = refusals[refusal.code].status,
  headers: OutgoingHttpHeaders = {},
): Promise<void> {
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  const retry = retryAfterSeconds[refusal.code]
  const more = { ...headers, ...(retry !== undefined && { 'retry-after': String(retry) }) }
  const { error, sentence } = refusalBody(refusal)
  if (wantsText(request)) await answer(request, response, status, 'text/plain; charset=utf-8', `${sentence}\n`, more)
  else await answer(request, response, status, 'application/json', `${JSON.stringify({ error, sentence })}\n`, more)
}

/** What a refusal says over HTTP. */
function refusalBody({ code, sentence }: Refusal): { readonly error: RefusalCode; readonly sentence: string } {
  return { error: code, sentence: overHttp[sentence] ?? withoutLineAdvice(sentence) }
}

export function answerJson(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: OutgoingHttpHeaders = {},
): Promise<void> {
  return answer(request, response, status, 'application/json', `${JSON.stringify(value)}\n`, headers)
}

/** One small document. What is still to come of the request's body is not waited for, but for as long as a word of goodbye takes. */
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  type: string,
  text: string,
  headers: OutgoingHttpHeaders,
): Promise<void> {
  const body = Buffer.from(text)
  const complete = isComplete(request)
  response.writeHead(status, {
    'cache-control': 'no-store',
    ...guarded,
    ...headers,
    'content-type': type,
    'content-length': body.length,
    ...(!complete && { connection: 'close' }),
  })
  if (complete || isWaiting(request)) {
    response.end(request.method === 'HEAD' ? undefined : body)
    return
  }
  // Closed with bytes unread, the system would reset the connection, and the sender might never see this answer.
  response.write(body)
  await passOverBody(request)
  response.end()
}

/** Whether there is nothing more to come of the request. */
export const isComplete = (request: IncomingMessage): boolean => request.complete || !hasBody(request)

/** Throws away what still comes, for as long as a word of goodbye takes. */
export async function passOverBody(request: IncomingMessage): Promise<void> {
  request.resume()
  const over = AbortSignal.timeout(limits.lingerSecondsMax * 1_000)
  await Promise.race([once(request, 'end', { signal: over }), once(request, 'close', { signal: over })]).catch(() => undefined)
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

const waiting = new WeakSet<IncomingMessage>()

/** The sender waits to be told that its body is wanted (`Expect: 100-continue`). */
export const marksWaiting = (request: IncomingMessage): WeakSet<IncomingMessage> => waiting.add(request)
export const isWaiting = (request: IncomingMessage): boolean => waiting.has(request)

/** Tells a sender that waits for it that its body is wanted. */
export function wantBody(request: IncomingMessage, response: ServerResponse): void {
  if (waiting.delete(request)) response.writeContinue()
}

/** Words for a person, unless the asker would rather have JSON. */
function wantsText({ headers }: IncomingMessage): boolean {
  const accept = headers.accept ?? ''
  return /\btext\/(?:html|plain)\b/i.test(accept) && !/\bapplication\/json\b/i.test(accept)
}

const retryAfterSeconds: Partial<Record<RefusalCode, number>> = {
  'too-many-transfers': 5,
  'too-many-from-address': 5,
  stopping: 5,
  'storage-full': 60,
  'storage-failed': 60,
}

/** Where the line door's advice has a counterpart here. */
const overHttp: Readonly<Record<string, string>> = {
  [refusals.exists.sentence]: 'Another file has this name. Choose another name, add ?rename, or replace it with If-Match.',
  [refusals['no-such-file'].sentence]: 'There is no such file. GET /files/<room> lists what there is.',
  [refusals['not-a-member'].sentence]: 'You are not in this room. Send the token of somebody who is.',
}

/** Sentences that only help whoever types lines. */
function withoutLineAdvice(sentence: string): string {
  const parts = sentence.split(/(?<=[.!?]) (?=[A-Z])/)
  return parts.filter(part => !/(?:^| )\/[a-z]+|^Type |^The connection closes/.test(part)).join(' ') || sentence
}
