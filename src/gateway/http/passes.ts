// Passes: a browser that fetches a file by itself, for a picture, a player or a download, sends no token of the page's. It is given a cookie that
// reads files by their ids and can do nothing else, and that no script can see.
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import type { Hub } from '../../hub/hub.ts'
import type { GuestRow } from '../../hub/ports.ts'
import { limits } from '../../protocol/limits.ts'
import { isSecure } from './origins.ts'

const dayMs = 86_400_000

export class Passes {
  readonly #hub: Hub
  /** By the hash of a pass: the hash of the token for which it stands, so that it ends with the token. The oldest first. */
  readonly #tokens = new Map<string, string>()

  constructor(hub: Hub) {
    this.#hub = hub
  }

  /** The header that gives whoever has this token a pass. */
  give(request: IncomingMessage, token: string): OutgoingHttpHeaders {
    const { secrets } = this.#hub
    const pass = secrets.newToken()
    this.#tokens.set(pass.hash, secrets.hashToken(token))
    if (this.#tokens.size > limits.filePassesMax) for (const [oldest] of this.#tokens.entries().take(1)) this.#tokens.delete(oldest)
    return {
      'set-cookie': `${cookieName(request)}=${pass.token}; Path=/file; HttpOnly; SameSite=Strict${isSecure(request) ? '; Secure' : ''}`,
    }
  }

  /** Who came with a pass that is good; nobody with any other one, and nobody without. */
  async guest(request: IncomingMessage): Promise<GuestRow | undefined> {
    const hub = this.#hub
    const pass = readCookie(request, cookieName(request))
    const token = pass === undefined ? undefined : this.#tokens.get(hub.secrets.hashToken(pass))
    if (token === undefined) return undefined
    return hub.store.findGuest(token, hub.clock.now() - hub.limits['token-days'] * dayMs)
  }
}

/** A browser sends the cookies of a host to all its ports: two hubs on one machine must not take each other's away. */
const cookieName = ({ headers }: IncomingMessage): string => `partyline-files-${/:(\d{1,5})$/.exec(headers.host ?? '')?.[1] ?? 'web'}`

function readCookie({ headers }: IncomingMessage, name: string): string | undefined {
  const cookies = (headers.cookie ?? '').split(';').map(one => one.trim().split('='))
  return cookies.find(([key]) => key === name)?.[1]
}
