// ngircd: a small IRC server in C. It keeps nothing, and never sends a message back to its sender: PING stands for what is answered.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram } from '../compile.ts'
import type { Dialect, Found, Place } from './peer.ts'

const signIn = 'NICK c%d\\r\\nUSER c c c :c\\r\\n'
// its listen backlog is 10: more connections at once wait a second for the kernel to try again
const signedIn: Dialect = { hello: signIn, ready: ' 376 ', say: 'PING :%s\\r\\n', echoesSender: true, connectBatch: 8 }
const channel: Dialect = {
  hello: `${signIn}JOIN #room\\r\\n`,
  ready: ' 366 ',
  say: 'PRIVMSG #room :%s\\r\\n',
  echoesSender: false,
  connectBatch: 8,
}

// Every limit off: MaxPenaltyTime = 0 is what lets a client send as fast as it can.
const configure = ({ folder, port }: Place): string => {
  const path = join(folder, 'ngircd.conf')
  writeFileSync(
    path,
    `[Global]
Name = irc.bench.local
Info = bench
AdminInfo1 = bench
Listen = 127.0.0.1
Ports = ${port}
MotdPhrase = "Welcome"
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxNickLength = 16
MaxPenaltyTime = 0
PingTimeout = 3600
PongTimeout = 3600
[Options]
DNS = no
Ident = no
PAM = no
`,
  )
  return path
}

export const findNgircd = (): Found => {
  const program = findProgram('ngircd')
  if (program === undefined)
    return { name: 'ngircd', howToGet: 'ngircd is not installed: `apt install ngircd`, or https://ngircd.barton.de.' }
  const [version = ''] = execFileSync(program, ['--version'], { encoding: 'utf8' }).split('-')
  return {
    name: 'ngircd',
    version: version.trim(),
    isChatty: true,
    command: place => [program, '--nodaemon', '--config', configure(place)],
    answering: signedIn,
    room: channel,
    idle: signedIn,
  }
}
