// nats-server: the fastest wide-spread message bus, core NATS without JetStream, so nothing is durable. A subject stands for a room.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram } from '../compile.ts'
import type { Dialect, Found, Place, WebDialect } from './peer.ts'

const subject: Dialect = {
  hello: 'CONNECT {"verbose":false,"pedantic":false}\\r\\nSUB room 1\\r\\nPING\\r\\n',
  ready: 'PONG',
  say: 'PUB room %l\\r\\n%s\\r\\n',
  echoesSender: true,
  connectBatch: 500,
}

// The same protocol inside WebSocket messages.
const messages: WebDialect = {
  path: '/',
  opcode: 2,
  hello: subject.hello,
  ready: subject.ready,
  say: 'PUB room %l\\r\\n%s\\r\\n',
  ack: '',
  connectBatch: 500,
}

// As it comes, but for room for all clients and a ping interval longer than any run.
const configure = ({ folder, port, webPort }: Place): string => {
  const path = join(folder, 'nats.conf')
  writeFileSync(
    path,
    `host: 127.0.0.1\nport: ${port}\nmax_connections: 65536\nping_interval: "60m"\nwebsocket { host: 127.0.0.1, port: ${webPort}, no_tls: true }\n`,
  )
  return path
}

export const findNats = (): Found => {
  const program = findProgram('nats-server')
  if (program === undefined)
    return {
      name: 'nats-server',
      howToGet: 'nats-server is not installed: `apt install nats-server`, or https://github.com/nats-io/nats-server/releases.',
    }
  return {
    name: 'nats-server',
    version: execFileSync(program, ['--version'], { encoding: 'utf8' }).trim(),
    isChatty: false,
    command: place => [program, '-c', configure(place)],
    answering: subject,
    room: subject,
    idle: subject,
    web: messages,
  }
}
