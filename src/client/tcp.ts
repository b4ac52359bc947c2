// Frames over TCP or TLS, for Node: the line door greets with a line, is asked for `/json`, and speaks frames from then on, one on each line.
import { connect, isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { sdkBounds } from './sdk-bounds.ts'
import type { Transport } from './transport.ts'

const defaultPort = 12_345

/**
 * The transport for `tcp://host:12345` and `tls://host:12345`: `connect('tcp://localhost:12345', { transport: tcp() })`.
 * A hub that refuses the connection before there are frames (`server-full`, `stopping`, ...) is told as in frames.
 */
export function tcp(): Transport {
  return (url, events) => {
    const place = { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? defaultPort : Number(url.port) }
    const socket =
      url.protocol === 'tls:' ? connectTls({ ...place, ...(isIP(place.host) === 0 && { servername: place.host }) }) : connect(place)
    socket.setEncoding('utf8').setNoDelay(true)
    let phase: 'welcome' | 'json' | 'frames' = 'welcome'
    let over = false
    let why = `The connection to ${url.host} was closed.`
    const line = (text: string): void => {
      if (phase === 'frames') events.frame(text)
      else if (text.startsWith('ERROR ')) events.frame(refusalOf(text))
      else if (phase === 'welcome') {
        phase = 'json'
        socket.write('/json\n')
      } else if (text.startsWith('JSON ')) {
        phase = 'frames'
        events.opened()
      }
    }
    const read = linesOf(line)
    socket.on('data', (chunk: string) => {
      if (!over && !read(chunk, () => over)) socket.destroy(new Error('The hub sent a line without an end.'))
    })
    socket.on('error', error => (why = `${url.host}: ${error.message}`))
    socket.on('close', () => {
      if (!over) events.closed(why)
      over = true
    })
    return {
      send: json => {
        if (phase === 'frames' && !socket.destroyed) socket.write(`${json}\n`)
      },
      close: () => {
        over = true
        socket.destroySoon()
        socket.unref()
      },
    }
  }
}

/** Cuts chunks into lines; false when one is too long. It stops when somebody has closed meanwhile. */
function linesOf(line: (text: string) => void): (chunk: string, over: () => boolean) => boolean {
  let rest: string[] = []
  let waiting = 0
  return (chunk, over) => {
    const pieces = chunk.split('\n')
    const last = pieces.pop() ?? ''
    for (const piece of pieces) {
      if (over()) return true
      const whole = rest.length === 0 ? piece : rest.join('') + piece
      rest = []
      waiting = 0
      line(whole.endsWith('\r') ? whole.slice(0, -1) : whole)
    }
    if (last !== '') rest.push(last)
    waiting += last.length
    return waiting <= sdkBounds.hubLineCharactersMax
  }
}

/** A refusal of the line door as a frame. */
function refusalOf(text: string): string {
  const [, code = 'internal', sentence = text] = /^ERROR (\S+) ?(.*)$/.exec(text) ?? []
  return JSON.stringify({ event: 'refused', code, sentence, closes: true })
}
