// Files over HTTP: which address and which method mean what.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Hub } from '../../hub/hub.ts'
import { guestWith } from '../../hub/identity.ts'
import { demandFile } from '../../hub/permissions.ts'
import { Refusal } from '../../protocol/refusals.ts'
import { answerJson, answerRefusal, guarded, rawRoute } from './answers.ts'
import { callerOf, demand, type HttpCaller, isMember, roomFor, tokenOf } from './caller.ts'
import { matches } from './conditions.ts'
import type { Flow, Flows } from './flow.ts'
import { listing } from './listing.ts'
import { Passes } from './passes.ts'
import { etagNow, putFile } from './putting.ts'
import { type Lasting, sendDownload } from './sending.ts'
import { type FileTarget, fileTarget, idTarget } from './targets.ts'

type Asked = { readonly request: IncomingMessage; readonly response: ServerResponse; readonly flow: Flow }

export function fileRoutes(app: FastifyInstance, hub: Hub, flows: Flows): void {
  const route = (methods: readonly string[], url: string, handle: (asked: Asked) => Promise<void>): void => {
    const handler = rawRoute(hub.log, (request, response) => flows.during(request.socket, flow => handle({ request, response, flow })))
    app.route({ method: [...methods], url, exposeHeadRoute: false, handler })
  }
  route(['GET', 'HEAD'], '/files/*', asked => get(hub, asked, targetOf(asked.request)))
  route(['PUT'], '/files/*', ({ request, response, flow }) => putFile(hub, request, response, flow, targetOf(request)))
  route(['DELETE'], '/files/*', asked => remove(hub, asked, targetOf(asked.request)))
  const passes = new Passes(hub)
  for (const url of ['/file/:id', '/file/:id/*']) route(['GET', 'HEAD'], url, asked => getById(hub, passes, asked))
  route(['POST'], '/file', asked => givePass(hub, passes, asked))
  route(['GET', 'HEAD'], '/transfers/:id', asked => follow(hub, asked))
}

function targetOf({ url = '' }: IncomingMessage): FileTarget {
  const target = fileTarget(url)
  if (target === undefined) throw new Refusal('bad-utf8', 'The address is not valid UTF-8. Escape it as UTF-8.')
  return target
}

async function get(hub: Hub, { request, response, flow }: Asked, { room: roomName, path, query }: FileTarget): Promise<void> {
  const caller = await callerOf(hub, request)
  const room = await roomFor('read', hub, caller, roomName)
  if (path === '' || path.endsWith('/')) {
    const page = await listing(hub, room, query.get('after') ?? '', path + (query.get('prefix') ?? ''))
    return answerJson(request, response, 200, page)
  }
  const download = await hub.files.open(room, caller, [{ name: path, offset: 0 }])
  await sendDownload(request, response, flow, download, { lasting: 'named', save: query.has('download') })
}

/** Whoever may not read a room learns of nothing in it. */
async function demandRead(hub: Hub, caller: HttpCaller, roomId: number, otherwise: 'no-such-file' | 'no-such-transfer'): Promise<void> {
  const room = await hub.rooms.find(roomId)
  if (room === undefined) throw new Refusal(otherwise)
  await demand('read', hub, caller, room).catch(thrown => {
    throw thrown instanceof Refusal && thrown.code === 'no-such-room' ? new Refusal(otherwise) : thrown
  })
}

/** Whoever shows a token may from then on fetch files by their ids with a cookie. */
async function givePass(hub: Hub, passes: Passes, { request, response }: Asked): Promise<void> {
  const token = tokenOf(request)
  if (token === undefined) throw new Refusal('bad-token')
  await guestWith(hub, token)
  response.writeHead(204, { ...guarded, 'cache-control': 'no-store', ...passes.give(request, token) }).end()
}

async function getById(hub: Hub, passes: Passes, { request, response, flow }: Asked): Promise<void> {
  const { id, query } = idTarget(request.url ?? '')
  const caller = await callerOf(hub, request, passes)
  const file = await hub.files.find({ id })
  await demandRead(hub, caller, file.room, 'no-such-file')
  const download = await hub.files.openRecord(file, caller)
  await sendDownload(request, response, flow, download, { lasting: 'forever', save: query.has('download') })
}

/** An upload is read along; one that has become a file meanwhile is that file. */
async function follow(hub: Hub, { request, response, flow }: Asked): Promise<void> {
  const { id, query } = idTarget(request.url ?? '')
  const caller = await callerOf(hub, request)
  const { transfer, room } = await hub.files.uploads.known(id)
  await demandRead(hub, caller, room.id, 'no-such-transfer')
  const lasting: Lasting = transfer.stored === undefined ? 'arriving' : 'named'
  const download = await hub.files.follow(id, caller, 0)
  await sendDownload(request, response, flow, download, { lasting, save: query.has('download') })
}

async function remove(hub: Hub, { request, response }: Asked, { room: roomName, path }: FileTarget): Promise<void> {
  const caller = await callerOf(hub, request)
  const room = await roomFor('put', hub, caller, roomName)
  const file = await hub.files.find({ room, name: path })
  demandFile(caller.guest, await isMember(hub, caller, room), room, file)
  const mine = request.headers['if-match']
  if (mine !== undefined && !matches(mine, await etagNow(hub, caller, file), 'strongly')) {
    const refusal = new Refusal('changed', 'What stands there is not the file that you mean to delete.')
    return answerRefusal(request, response, refusal, 412)
  }
  await hub.files.remove(room, file, caller.writer)
  response.writeHead(204, guarded).end()
}
