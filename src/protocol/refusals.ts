// Every "no" the hub can say: one table of code, sentence and HTTP status, and the one class that carries a refusal.

type Row = { status: number; sentence: string }

/** The sentences say what to do. Where a refusal knows more than the table, it brings its own sentence. */
export const refusals = {
  'bad-utf8': { status: 400, sentence: 'This line is not valid UTF-8. Send text as UTF-8.' },
  'bad-character': { status: 400, sentence: 'This line holds a control or text-direction character. Send it without.' },
  'line-too-long': { status: 413, sentence: 'This line is too long. Send shorter lines, or put it as a file.' },
  'bad-command': { status: 400, sentence: 'This command cannot be read. Type help to see its form.' },
  'unknown-command': {
    status: 404,
    sentence: 'There is no such command. Type help for the commands, or /say to send the line as a message.',
  },
  'bad-name': { status: 400, sentence: 'A name has 1 to 32 letters, digits, _ - or . and begins with a letter or digit. Choose another.' },
  'name-taken': { status: 409, sentence: 'Somebody here has this name, or one that looks like it. Choose another.' },
  'name-reserved': { status: 409, sentence: 'This name is reserved. Choose another.' },
  'bad-room-name': {
    status: 400,
    sentence: 'A room is called # and then 1 to 32 letters, digits, _ - or ., beginning with a letter or digit. Choose another.',
  },
  'room-taken': { status: 409, sentence: 'A room has this name, or one that looks like it. Choose another, or join it.' },
  'no-such-room': { status: 404, sentence: 'There is no such room, or it is not open to you. Look at the list of rooms.' },
  'not-a-member': { status: 403, sentence: 'You are not in this room. Join it first.' },
  'no-such-person': { status: 404, sentence: 'Nobody here has this name. Ask who is here.' },
  'no-such-message': { status: 404, sentence: 'There is no such message, or it has been deleted. The history shows the seqs.' },
  'not-yours': { status: 403, sentence: 'Only who wrote a message can change it.' },
  forbidden: { status: 403, sentence: 'That is not yours to do here.' },
  archived: { status: 403, sentence: 'This room is archived: it can be read, and nothing can be said. Whoever made it can open it again.' },
  'too-many': { status: 429, sentence: 'There are too many of them already.' },
  'id-used': { status: 409, sentence: 'You have used this id for something else. Choose another.' },
  'bad-version': { status: 400, sentence: 'This hub speaks another version of the frames. The connection closes.' },
  'hello-first': { status: 401, sentence: 'The first frame is `hello`. The connection closes.' },
  'not-here': { status: 400, sentence: 'That is for the line door. In frames ask for hello, page, log or direct, or use HTTP for files.' },
  'bad-file-name': {
    status: 400,
    sentence:
      'A file is put under one plain name: no / or \\, no dot or space first, none last, at most 255 bytes, no device of Windows (CON, NUL). To say this line, use /say.',
  },
  'no-such-file': { status: 404, sentence: 'There is no such file. Type list to see the files; to say this line, use /say.' },
  'bad-offset': { status: 416, sentence: 'The offset lies beyond the end of the file. To say this line, use /say.' },
  changed: { status: 409, sentence: 'The file was changed while it was sent. Throw away what arrived and get it again.' },
  exists: { status: 409, sentence: 'Another file has this name. Choose another name, or add rename. To say this line, use /say.' },
  'wrong-hash': { status: 422, sentence: 'The bytes do not have the SHA-256 you declared; nothing was kept. Send the file again.' },
  'file-too-large': {
    status: 413,
    sentence: 'This file is larger than the hub takes. Type /limits to see what it does. To say this line, use /say.',
  },
  'quota-full': { status: 507, sentence: 'There is no room for this file within the quota. Delete some files first.' },
  'too-many-transfers': { status: 429, sentence: 'You have too many transfers in flight. Wait for one to end.' },
  'no-such-transfer': { status: 404, sentence: 'There is no such transfer: it has ended, or is not open to you. Begin again.' },
  'bad-length': { status: 409, sentence: 'That is not where this upload stands. Ask for its offset and go on from there.' },
  'upload-died': { status: 504, sentence: 'The upload that you followed has stopped. Throw away what arrived, or try again later.' },
  'no-such-share': { status: 404, sentence: 'This link leads nowhere: it was revoked, is used up or over. Ask for a new one.' },
  'wrong-password': { status: 401, sentence: 'This link wants its password.' },
  'bad-token': { status: 401, sentence: 'No guest has this token. Go on as you are, or ask for a new one with /token.' },
  'sign-in-needed': { status: 401, sentence: 'Only people with an account come in here. Sign in first.' },
  'bad-sign-in': { status: 401, sentence: 'There is no account with this login and this password.' },
  'code-needed': { status: 401, sentence: 'This account wants a code as well: one of your app, or a recovery code.' },
  'bad-code': {
    status: 401,
    sentence: 'This code is wrong, or was used before. Wait for the next one of your app, or use a recovery code.',
  },
  'too-many-tries': { status: 429, sentence: 'There were too many wrong tries. Wait a while before the next one.' },
  'bad-invitation': {
    status: 403,
    sentence: 'This invitation is not good: it was mistyped, used up, revoked or is over. Ask for a new one.',
  },
  'invitation-needed': { status: 403, sentence: 'An account can only be made with an invitation here. Ask for one.' },
  'weak-password': { status: 422, sentence: 'This password is too easy to guess. Choose a longer one.' },
  'signed-out': { status: 401, sentence: 'This device was signed out. Sign in again. The connection closes.' },
  'no-account': { status: 403, sentence: 'That is for people with an account. Sign in, or make one.' },
  'server-full': { status: 503, sentence: 'Server full, try later.' },
  'too-many-from-address': { status: 429, sentence: 'Too many connections from your address. Close one, or try later.' },
  'not-http': { status: 400, sentence: 'This port speaks plain lines, not HTTP. Use nc or `partyline dial`. The connection closes.' },
  'tls-needed': {
    status: 400,
    sentence:
      'This port speaks TLS. Use `openssl s_client -quiet -connect HOST:PORT` or `partyline dial tls://HOST:PORT`. The connection closes.',
  },
  'not-tls': { status: 400, sentence: 'This port speaks plain lines, not TLS. Connect without TLS. The connection closes.' },
  'too-slow': { status: 408, sentence: 'You took nothing of what waits for you. Connect again and ask /since. The connection closes.' },
  flooding: {
    status: 429,
    sentence: 'You have been saying far more than this hub takes, for too long. Type /limits to see what it takes. The connection closes.',
  },
  timeout: { status: 408, sentence: 'Nothing arrived for too long. Connect again. The connection closes.' },
  banned: { status: 403, sentence: 'You are kept out. The connection closes.' },
  kicked: { status: 403, sentence: 'You were removed by the operator. The connection closes.' },
  'resumed-elsewhere': { status: 409, sentence: 'This guest goes on in another connection. This one closes.' },
  stopping: { status: 503, sentence: 'The hub is stopping. Connect again later.' },
  'storage-full': { status: 507, sentence: "The hub's disk is full; nothing was stored. Try again later." },
  'storage-failed': { status: 503, sentence: "The hub's disk failed; nothing was stored. Try again later." },
  internal: { status: 500, sentence: 'A fault in the hub. It has been logged. The connection closes.' },
} as const satisfies Record<string, Row>

export type RefusalCode = keyof typeof refusals

/** A refusal: what we tell is `sentence`; what is only logged goes into `cause`; `closes` when the connection cannot live on. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly closes: boolean
  constructor(code: RefusalCode, sentence: string = refusals[code].sentence, options: { cause?: unknown; closes?: boolean } = {}) {
    super(sentence, options)
    this.name = 'Refusal'
    this.code = code
    this.closes = options.closes ?? false
  }
  get sentence(): string {
    return this.message
  }
}
