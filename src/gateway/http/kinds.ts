// How a file is shown to a browser. What could run there in the hub's name is never shown, only saved.

const text = 'text/plain; charset=utf-8'

/** What a browser may show, by the ending of the name. */
const shown = new Map<string, string>([
  ...['txt', 'text', 'log', 'md', 'csv', 'tsv'].map(ending => [ending, text] as const),
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['gif', 'image/gif'],
  ['webp', 'image/webp'],
  ['avif', 'image/avif'],
  ['mp3', 'audio/mpeg'],
  ['ogg', 'audio/ogg'],
  ['wav', 'audio/wav'],
  ['mp4', 'video/mp4'],
  ['webm', 'video/webm'],
  ['pdf', 'application/pdf'],
])

/** The headers that say what a file of this name is and what a browser may do with it. */
export function kindHeaders(name: string, download: boolean) {
  const base = name.slice(name.lastIndexOf('/') + 1)
  const kind = /\.([^.]*)$/.exec(base)?.[1]?.toLowerCase() ?? ''
  const type = shown.get(kind)
  return {
    'content-type': type ?? 'application/octet-stream',
    'content-disposition': `${type === undefined || download ? 'attachment' : 'inline'}; ${fileNames(base)}`,
    'content-security-policy': policyFor(type ?? ''),
  }
}

/** Nothing in a file may load, run or send anything. The browser's own viewers need to draw, though, and that for PDF runs in no sandbox. */
function policyFor(type: string): string {
  if (type === 'application/pdf') return "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
  if (type.startsWith('image/')) return "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
  if (/^(?:audio|video)\//.test(type)) return "sandbox; default-src 'none'; media-src 'self'; style-src 'unsafe-inline'"
  return "sandbox; default-src 'none'"
}

/** The name for those who know RFC 8187, and one in ASCII for the others. */
function fileNames(base: string): string {
  const plain = base.replace(/[^\u0020-\u007e]|["\\%]/gu, '_')
  const escaped = encodeURIComponent(base.toWellFormed()).replace(/['()*]/g, one => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
  return `filename="${plain}"; filename*=UTF-8''${escaped}`
}
