// What the address of a request means: a room and a path on its shelf, as the sender wrote them, byte by byte.

/** `path` is empty where the shelf itself is meant; one that ends in `/` means a folder. */
export type FileTarget = { readonly room: string; readonly path: string; readonly query: URLSearchParams }

/** Of `/files/<room>/<path>`. Undefined when what is escaped is no UTF-8. */
export function fileTarget(url: string): FileTarget | undefined {
  const [address, query] = addressOf(url)
  const [, , first = '', ...rest] = address.split('/')
  const [room, path] = [unescaped(first), unescaped(rest.join('/'))]
  return room === undefined || path === undefined ? undefined : { room, path, query }
}

/** Of `/file/<id>/...` and its like: whatever follows the id is there for whoever reads the address. */
export function idTarget(url: string): { readonly id: string; readonly query: URLSearchParams } {
  const [address, query] = addressOf(url)
  return { id: address.split('/')[2] ?? '', query }
}

/** The address by which a file is asked for. */
export const fileAddress = (room: string, path: string): string =>
  `/files/${encodeURIComponent(room)}/${path.split('/').map(encodeURIComponent).join('/')}`

function addressOf(url: string): [address: string, query: URLSearchParams] {
  const at = url.indexOf('?')
  return at < 0 ? [url, new URLSearchParams()] : [url.slice(0, at), new URLSearchParams(url.slice(at + 1))]
}

/** Escaped bytes, read as UTF-8. */
function unescaped(text: string): string | undefined {
  if (/%(?![0-9a-f]{2})/i.test(text)) return undefined
  const bytes = text.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(bytes, 'latin1'))
  } catch {
    return undefined
  }
}
