// One request through @tus/server: its headers, without its body, which the store reads straight from the connection.
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import { Server } from '@tus/server'
import { TusStore } from './store.ts'

export { TusStore }

export type TusRequest = {
  readonly method: string
  readonly headers: IncomingHttpHeaders
  /** The room, as it stands in addresses. */
  readonly folder: string
  /** Empty where an upload is to be made. */
  readonly id: string
  readonly bytesMax: number
}
export type TusSaid =
  | { readonly status: number; readonly headers: OutgoingHttpHeaders; readonly text: string }
  | { readonly thrown: unknown }

/** What @tus/server says no with. */
type TusError = { readonly status_code: number; readonly body: string }
const isTusError = (thrown: unknown): thrown is TusError =>
  typeof thrown === 'object' && thrown !== null && 'status_code' in thrown && 'body' in thrown

export async function serve(store: TusStore, { method, headers, folder, id, bytesMax }: TusRequest): Promise<TusSaid> {
  const failed: unknown[] = []
  const path = `/uploads/${folder}`
  const server = new Server({
    path,
    datastore: store,
    locker: store,
    maxSize: bytesMax,
    generateUrl: (_request, made) => `${path}/${made.id}`,
    getFileIdFromRequest: () => id,
    onResponseError: (_request, thrown) => {
      if (!isTusError(thrown)) failed.push(thrown)
      return undefined
    },
  })
  const said = await server.handleWeb(new Request(`http://hub${path}/${id}`, { method, headers: headersOf(headers) }))
  if (failed.length > 0) return { thrown: failed[0] }
  // Pages of other sites are not invited.
  const told = [...said.headers].filter(([name]) => !/^(?:access-control-|content-)/.test(name))
  return { status: said.status, headers: Object.fromEntries(told), text: await said.text() }
}

function headersOf(headers: IncomingHttpHeaders): Headers {
  const all = new Headers()
  for (const [name, value] of Object.entries(headers)) if (isForTus(name)) all.set(name, String(value))
  return all
}

/** Others are not the protocol's, and some may not even be copied. */
const isForTus = (name: string): boolean => /^(?:upload-|tus-|content-(?:type|length)$)/.test(name)
