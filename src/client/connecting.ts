// The way to a hub, for whoever needs nothing else of `partyline/client`: the page loads no more than this at first.
import type { ConnectOptions, Partyline } from './api.ts'
import { Client } from './client.ts'

/**
 * Connects to a hub, and stays connected until it is closed.
 *
 * `url`: `ws://host:8080` or `wss://...` (the path is `/ws` unless there is another; `http` and `https` mean the same), or `tcp://host:12345` with
 * the transport of `partyline/client/tcp`. Throws a `TypeError` when the URL cannot be used at all, and nothing because of the network.
 */
export function connect(url: string, options: ConnectOptions = {}): Partyline {
  const parsed = new URL(url)
  if (options.transport === undefined && !/^(wss?|https?):$/.test(parsed.protocol))
    throw new TypeError(`No transport for ${parsed.protocol}// is given: use ws://, or tcp() of partyline/client/tcp.`)
  return new Client(parsed, options)
}
