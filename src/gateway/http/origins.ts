// Which pages may speak with this hub: its own, and those of the origins that the operator named. Whoever sends no origin is no page.
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/** Whether this may connect: a page from the hub's own address or from a named origin, or a program. */
export function mayConnect(request: IncomingMessage, origins: readonly string[]): boolean {
  const { origin, host } = request.headers
  if (origin === undefined || origins.includes(origin)) return true
  if (!URL.canParse(origin)) return false
  const from = new URL(origin)
  // Whoever came by TLS knows whose name it is.
  return from.host === host && (isLocalName(from.hostname) || (isSecure(request) && from.protocol === 'https:'))
}

/** Whether the request came by TLS. */
export const isSecure = ({ socket }: IncomingMessage): boolean => 'encrypted' in socket && socket.encrypted === true

/** Whether this may change something. A page that hides its origin still tells that it is another site's. */
export function mayChange(request: IncomingMessage, origins: readonly string[]): boolean {
  if (!mayConnect(request, origins)) return false
  const { origin, 'sec-fetch-site': site } = request.headers
  return site !== 'cross-site' || (origin !== undefined && origins.includes(origin))
}

/**
 * Whether nobody outside can own this name. A page of somebody's own domain could be pointed at this hub's address after it was loaded
 * (DNS rebinding), and would then look as if it came from the hub itself.
 */
function isLocalName(name: string): boolean {
  if (isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0 || !name.includes('.')) return true
  return /\.(localhost|local|lan|internal|home\.arpa)$/.test(name)
}
