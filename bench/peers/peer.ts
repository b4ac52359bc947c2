// What the bench must know of a server to run it and to speak with it.
export const peerNames = ['Partyline', 'nats-server', 'ngircd', 'echo.py', 'nginx', 'vsftpd', 'tus'] as const
export type PeerName = (typeof peerNames)[number]

// Templates of linebench: %d client number, %s the marker, %l its length; \r \n are written out.
export type Dialect = {
  hello: string // sent once after connecting
  ready: string // the text that ends the greeting
  say: string
  echoesSender: boolean // who speaks gets the line back too, as a receipt or as an echo
  connectBatch: number // connections opened at once: no more than fit into the server's listen backlog
}

// Templates of wsbench: %s the marker, %i the message's own id, %l the marker's length.
export type WebDialect = {
  path: string
  opcode: 1 | 2 // text or bytes
  hello: string
  ready: string
  say: string
  ack: string // what answers a message, with its id; nothing where the message itself comes back
  connectBatch: number
}

// Where one run of a server may write, where it listens (for lines, and for WebSockets), and the folder of files it offers.
export type Place = { folder: string; port: number; webPort: number; files: string }

export type Peer = {
  name: PeerName
  version: string
  isChatty: boolean // says a line per connection: kept out of the log, for writing it would be measured
  command(place: Place): string[] // may write a configuration into the folder
  answering?: Dialect // every client is answered itself, and where there are rooms hears the others
  room?: Dialect // all clients are in one room
  idle?: Dialect // signed in and silent
  web?: WebDialect // over WebSocket, all clients in one room
}

/** A peer, or the sentence that says how to get it. */
export type Found = Peer | { name: PeerName; howToGet: string }
