// The hub itself: the compiled package, with the limit of clients raised and the rate limits off, all else as it comes.
import { join } from 'node:path'
import type { Dialect, Peer, WebDialect } from './peer.ts'

const text: Dialect = { hello: '', ready: 'Welcome to Partyline', say: '%s\\n', echoesSender: true, connectBatch: 500 }

// The id is as long as one that the SDK makes.
const frames: WebDialect = {
  path: '/ws',
  opcode: 1,
  hello: '{"id":"hello","verb":"hello","version":1}',
  ready: '"event":"hello"',
  say: '{"id":"bench---%i","verb":"say","room":1,"text":"%s"}',
  ack: '"re":"bench---%i","event":"receipt"',
  connectBatch: 500,
}

export const partyline = (installed: string, version: string): Peer => ({
  name: 'Partyline',
  version,
  isChatty: false,
  command: ({ folder, port, webPort, files }) => [
    ...[
      process.execPath,
      join(installed, 'bin', 'partyline.mjs'),
      'serve',
      '--host',
      '127.0.0.1',
      '--line-port',
      String(port),
      '--web-port',
      String(webPort),
    ],
    ...['--data', join(folder, 'data'), '--files', files, '--max-clients', '10000', '--rates', 'off'],
  ],
  answering: text,
  room: text,
  idle: text,
  web: frames,
})
