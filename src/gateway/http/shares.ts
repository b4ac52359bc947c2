// Files by a link: no account, no room, only the link and perhaps its password.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { TooManyTries } from '../../hub/files/link-passwords.ts'
import type { Hub } from '../../hub/hub.ts'
import { Refusal } from '../../protocol/refusals.ts'
import { peerOf } from '../peers.ts'
import { answerRefusal, rawRoute } from './answers.ts'
import type { Flow, Flows } from './flow.ts'
import { sendDownload } from './sending.ts'

export function shareRoutes(app: FastifyInstance, hub: Hub, flows: Flows): void {
  const handler = rawRoute(hub.log, (request, response) =>
    flows.during(request.socket, flow => answerVisit(hub, request, response, flow).catch(thrown => answerNo(request, response, thrown))),
  )
  for (const url of ['/s/:token', '/s/:token/*']) app.route({ method: ['GET', 'HEAD'], url, exposeHeadRoute: false, handler })
}

async function answerVisit(hub: Hub, request: IncomingMessage, response: ServerResponse, flow: Flow): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://hub')
  const { address } = peerOf(request.socket)
  const token = pathname.split('/')[2] ?? ''
  const { file, begins } = await hub.files.sharing.visit({ token, address, password: passwordIn(request) })
  const download = await hub.files.openRecord(file, { guest: 0, address }).catch(thrown => {
    throw thrown instanceof Refusal && thrown.code === 'no-such-file' ? new Refusal('no-such-share') : thrown
  })
  await sendDownload(request, response, flow, download, { lasting: 'named', save: searchParams.has('download'), begins })
}

async function answerNo(request: IncomingMessage, response: ServerResponse, thrown: unknown): Promise<void> {
  if (thrown instanceof TooManyTries) return answerRefusal(request, response, thrown, 429, { 'retry-after': String(thrown.seconds) })
  if (!(thrown instanceof Refusal) || thrown.code !== 'wrong-password') throw thrown
  await answerRefusal(request, response, thrown, 401, { 'www-authenticate': 'Basic realm="A shared file", charset="UTF-8"' })
}

/** Of HTTP Basic, under whatever user name. */
function passwordIn({ headers }: IncomingMessage): string | undefined {
  const [, base64] = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(headers.authorization ?? '') ?? []
  if (base64 === undefined) return undefined
  const given = Buffer.from(base64, 'base64').toString()
  return given.slice(given.indexOf(':') + 1)
}
