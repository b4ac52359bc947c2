// Where a hub is, as people write it: `host`, `host:port`, `[::1]:12345`, a bare IPv6 address, `:port`; with `tls://` before it by TLS.
import { isIPv6 } from 'node:net'

export type Address = { readonly host: string; readonly port: number; readonly secure: boolean }

const initial = { host: '127.0.0.1', port: 12345 }

/** The address a text stands for, or one sentence that says what would do. */
export function readAddress(given: string): Address | { readonly wrong: string } {
  const secure = /^tls:\/\//i.test(given)
  const text = secure ? given.slice('tls://'.length).replace(/\/$/, '') : given
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]]*))(?::(\d+))?$/.exec(text) ?? []
  if (isIPv6(text)) return { ...initial, host: text, secure }
  const host = bracketed ?? (plain === '' ? initial.host : plain)
  const port = digits === undefined ? initial.port : Number(digits)
  if (host === undefined || /\s/.test(host) || (bracketed !== undefined && !isIPv6(bracketed))) {
    return { wrong: `\`${text}\` is no address. Write host, host:port or [IPv6]:port, such as 192.168.1.5:12345.` }
  }
  if (port < 1 || port > 65_535) return { wrong: `A port is a number from 1 to 65535, not ${digits}.` }
  return { host, port, secure }
}

export const writeAddress = ({ host, port }: Pick<Address, 'host' | 'port'>): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
