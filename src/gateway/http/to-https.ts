// Plain HTTP at a door that speaks TLS: whoever asks for a page is led to the same address with TLS, everything else is told so.
import type { Socket } from 'node:net'

const sentence = 'This door speaks TLS. Use https:// instead of http://.\n'

/** Answers what a connection began with, and ends it. */
export function leadToHttps(socket: Socket, first: Buffer | undefined): void {
  const to = first === undefined ? undefined : secureAddress(first.toString('latin1'))
  const status = to === undefined ? '400 Bad Request' : `308 Permanent Redirect\r\nLocation: ${to}`
  const head = `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${sentence.length}\r\nConnection: close\r\n\r\n`
  socket.end(head + sentence)
}

function secureAddress(head: string): string | undefined {
  const [, path] = /^(?:GET|HEAD) (\/[\x21-\x7e]*) HTTP\/1\.[01]\r\n/.exec(head) ?? []
  const [, host] = /\r\nhost: *([\w.:[\]-]+) *\r\n/i.exec(head) ?? []
  return path === undefined || host === undefined ? undefined : `https://${host}${path}`
}
