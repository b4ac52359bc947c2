// Every bound there is, its unit last. Those an operator may change while the hub runs are in `liveLimits`; the others are fixed.

/** Fixed bounds. */
export const limits = {
  statusPastDefault: 20,
  statusPastMax: 1_000,
  listRowsMax: 1_000,
  historyRowsDefault: 20,
  historyRowsMax: 500,
  /** A page of a timeline. */
  pageRowsDefault: 50,
  pageRowsMax: 200,
  /** Entries that are looked at for one page. */
  timelineScanRowsMax: 5_000,
  searchRowsDefault: 20,
  searchRowsMax: 100,
  searchCharactersMax: 512,
  roomsRowsMax: 500,
  membersRowsMax: 500,
  /** Rooms one may be in, the lobby not counted; and direct ones. */
  roomsPerGuestMax: 200,
  directRoomsPerGuestMax: 200,
  directPeopleMax: 8,
  roomNameCodePointsMax: 32,
  /** A raw name of a room or a guest; what is longer is not looked at. */
  roomNameUnitsMax: 260,
  topicCharactersMax: 300,
  emojiUnitsMax: 32,
  /** Different reactions to one message. */
  reactionsPerMessageMax: 20,
  messageFilesMax: 10,
  /** Names in one message that are looked up. */
  mentionsMax: 20,
  clientIdCharactersMax: 64,
  tokenCharactersMax: 128,
  /** Counted no further: more than anybody would read one by one. */
  unreadCountMax: 100,
  unreadScanRowsMax: 2_000,
  /** How long `typing` holds unless it is renewed, and how soon it is told again. */
  typingSeconds: 6,
  typingEverySeconds: 2,
  typingRoomPeopleMax: 50,
  /** How often at most a room's count of people is told. */
  presenceEverySeconds: 1,
  /** One JSON frame from a client. */
  frameBytesMax: 256 * 1_024,
  /** How long a connection of the web door may take to say `hello`. */
  helloSecondsMax: 10,
  /** Commands of one connection that are being carried out. */
  askedTogetherMax: 256,
  /** Comings and goings are told in rooms of up to this many people: nothing may grow with the square of the crowd. */
  noticedRoomPeopleMax: 20,
  nameCodePointsMax: 32,
  /** Columns of a status row are lined up to this width. */
  statusColumnMax: 48,
  fileNameBytesMax: 255,
  filePathBytesMax: 1_024,
  /** Folders within folders of a shelf. */
  fileFoldersMax: 16,
  kickReasonCharactersMax: 200,
  welcomeCharactersMax: 500,
  /** A connection's bytes read but not yet acted upon, before the hub stops reading from it. */
  inboxBytesMax: 256 * 1_024,
  /** A connection's messages that wait for the disk, before the hub stops reading from it. */
  unsettledMessagesMax: 16_384,
  /** What is read from one connection in one turn of the event loop, before the others have theirs. */
  turnLinesMax: 1_000,
  turnBytesMax: 32 * 1_024,
  turnFramesMax: 200,
  /** What waits in memory for one reader; beyond it the session is served from the store when it has caught up. */
  outboxBytesMax: 256 * 1_024,
  /** One piece of a file on its way to a socket; two are in memory for each download. */
  downloadPieceBytes: 256 * 1_024,
  /** What files on their way may have in memory together, as long as each has the least it needs. */
  transfersBytesMax: 4 * 1_024 * 1_024,
  transferBytesMin: 64 * 1_024,
  /** What an upload may hold in memory before its socket is asked to wait. */
  uploadBufferBytesMax: 1_024 * 1_024,
  /** Writes gathered into one transaction of the store. */
  commitWritesMax: 4_096,
  /** Questions put to the reader thread in one go, so that their answers are never large together. */
  readsTogetherMax: 16,
  databaseThreadNurseryMegabytes: 3,
  catchUpPageRows: 500,
  /** One page of the log on its way to a reader, in characters of text. */
  pageBytes: 128 * 1_024,
  /** Unasked lines kept back while a file is sent. */
  postponedEventsMax: 100,
  /** Free space that files and the search index never take from the disk, so that messages can still be stored. */
  freeDiskBytesMin: 64 * 1_024 * 1_024,
  /** How often it is written down that an upload is still being brought. */
  transferWrittenSeconds: 3_600,
  /** How long staged bytes stay open after their sender was cut off: so long whoever comes back need not wait for them to be hashed again. */
  warmUploadSeconds: 60,
  warmUploadsMax: 200,
  /** How long it is remembered what became of an upload, for a sender that missed the answer. */
  storedUploadSeconds: 600,
  storedUploadsMax: 10_000,
  /** How long whoever reads an upload along waits for its sender to come back. */
  followSecondsMax: 30,
  /** Of an upload of unknown length: how much of the disk is promised at a time. */
  unknownLengthStepBytes: 64 * 1_024 * 1_024,
  noticedFilesPage: 1_000,
  /** How long changes of files are gathered before they are looked at together. */
  noticedMilliseconds: 100,
  shareHoursMax: 87_600,
  shareDownloadsMax: 1_000_000,
  sharesPerFileMax: 100,
  passwordCharactersMax: 128,
  /** Of an account's password. */
  passwordCharactersMin: 10,
  /** What a device that signs in says of itself. */
  deviceCharactersMax: 80,
  /** Devices on which one account is signed in. */
  signInsPerAccountMax: 50,
  bansMax: 1_000,
  recoveryCodes: 10,
  /** Apps that were begun with and not confirmed. */
  totpWaitingMax: 1_000,
  /** Connections by one sign-in at once. */
  connectionsPerSignInMax: 16,
  accountsMax: 20_000,
  invitationsMax: 1_000,
  /** Wrong tries to sign in from one network, and for one account from networks that it is not known from: so many at once, and one more after so long. */
  signInTriesPerNetwork: 20,
  signInTriesPerAccount: 10,
  signInTryEverySeconds: 30,
  /** Networks and accounts whose wrong tries are counted. */
  signInTriesKeptMax: 20_000,
  /** How long the first invitation, that of the owner, is good. */
  setupHours: 24,
  /** How long going on with a counted download of a link does not count again. */
  shareContinuationSeconds: 3_600,
  /** Downloads and wrong passwords that are remembered of links, each. */
  shareVisitsMax: 10_000,
  /** Wrong passwords for a link from one address before it has to wait: a second, then twice as long each time. */
  sharePasswordTriesMax: 5,
  sharePasswordWaitSecondsMax: 900,
  /** Passwords that are hashed at the same time, each in 19 MiB of memory; and those that wait for it. */
  passwordsTogetherMax: 2,
  passwordsWaitingMax: 64,
  expiredFilesPerStep: 100,
  /** Uploads that wait for somebody to go on with them, in the whole hub. */
  stagedUploadsMax: 1_000,
  /** Ends of sessions that a full disk kept from being written. */
  unwrittenEndsMax: 10_000,
  heartbeatSeconds: 10,
  /** Entries removed by retention in one transaction. */
  retainedRowsPerStep: 1_000,
  drainSecondsMax: 10,
  /** How many connections the system's table may list for each millisecond between two looks at it. */
  watchedConnectionsPerMillisecond: 2,
  /** How long a closing connection may take to read its last words. */
  lingerSecondsMax: 2,
  /** Commands by which a session catches up that cost nothing of its pace. */
  catchUpCommandsFree: 1_000,
  /** Of the files that the system lets the hub open, so many are for others than connections. */
  openFilesKept: 256,
  /** Connections that were sent away and may still read why; others are closed without a word. */
  lastWordsMax: 64,
  /** The window in which new connections are counted, and of how many addresses they are remembered. */
  arrivalWindowSeconds: 60,
  arrivalNetworksMax: 65_536,
  /** A browser has so many connections, its WebSocket among them. */
  webConnectionsPerClient: 8,
  /** Connections that are not closed yet are allowed for, so many times as many as clients, and a few more for those who are sent away. */
  lingeringConnectionsShare: 2,
  lingeringConnections: 1_000,
  operatorConnectionsMax: 16,
  operatorSocketName: 'admin.sock',
  /** The shortest bound among the systems (macOS has 104 with the closing zero, Linux 108). */
  socketPathBytesMax: 103,
  operatorLineBytesMax: 4_096,
  hashPieceBytes: 1_024 * 1_024,
  /** A file of up to so many bytes is hashed on the event loop. */
  hashAtOnceBytesMax: 64 * 1_024,
  /** How long a connection may be silent at a door that speaks TLS, and how long its handshake may take. */
  tlsFirstByteSecondsMax: 5,
  tlsHandshakeSecondsMax: 10,
  tlsPromisedSeconds: 31_536_000,
  /** What a trusted proxy begins a connection with, and how long it may take. */
  proxyHeaderBytesMax: 4_096,
  proxyHeaderSecondsMax: 5,
  /** HTTP: a request's line and headers, how long they may take, how long a connection may rest between two requests. */
  httpHeaderBytesMax: 16 * 1_024,
  httpHeaderSecondsMax: 10,
  httpKeepAliveSeconds: 30,
  /** A body that is no file. */
  httpBodyBytesMax: 16 * 1_024,
  /** How long an answer waits for a file's hash that is being worked out. */
  httpHashSecondsMax: 2,
  /** Cookies by which browsers fetch files; the oldest go first. */
  filePassesMax: 20_000,
  /** An upload is known to be on disk up to a whole number of these; the last of them has a checksum. */
  journalChunkBytes: 4 * 1_024 * 1_024,
  /** Chunks are flushed together when there are so many bytes of them, or after so long: each flush holds up the writing. */
  journalFlushBytes: 64 * 1_024 * 1_024,
  journalFlushSeconds: 1,
  fileThreadNurseryMegabytes: 8,
} as const

/** Bounds of the search. */
export const searchLimits = {
  /** What is read of a question; the rest of it is passed over. */
  askCharactersMax: 512,
  askTermsMax: 16,
  askRoomsMax: 512,
  hitsMax: 100,
  highlightsMax: 100,
  /** After this time a search fetches no more from the index; it answers what it has and says how to go on. */
  findMillisecondsMax: 40,
  /** Questions that wait for the search thread. */
  findsWaitingMax: 256,
  /** How long changes are collected before the search thread hears of them. */
  changedMilliseconds: 150,
  /** So long after a change the rooms count as busy; then the index rests so many times as long as it has worked, but not for ever. */
  busyMilliseconds: 400,
  restShare: 9,
  restMillisecondsMax: 400,
  nurseryMegabytes: 8,
  /** What is indexed in one transaction: a waiting question is answered between two. */
  batchRowsMax: 300,
  batchCharactersMax: 64 * 1_024,
  /** Words are told apart by this many characters in the index; beyond, only when a hit is looked at. */
  wordCharactersMax: 64,
} as const

/** What an operator can see and change while the hub runs; the keys are as typed in `partyline admin set`. */
export const liveLimits = {
  'max-clients': { initial: 1_000, min: 1, max: 100_000, unit: 'connections', about: 'how many may be connected at once' },
  'max-clients-per-address': {
    initial: 100,
    min: 1,
    max: 100_000,
    unit: 'connections',
    about: 'of these from one address, loopback excepted',
  },
  'max-new-clients-per-address': {
    initial: 300,
    min: 1,
    max: 1_000_000,
    unit: 'connections',
    about: 'that may come from one address within a minute, loopback excepted',
  },
  'max-line-bytes': { initial: 8_192, min: 64, max: 65_536, unit: 'bytes', about: 'the longest line' },
  'max-file-bytes': { initial: 64 * 1_024 ** 3, min: 0, max: 2 ** 50, unit: 'bytes', about: 'the largest file that can be put' },
  'max-lines-per-second': {
    initial: 2_000,
    min: 1,
    max: 1_000_000,
    unit: 'lines',
    about: 'what one connection may say steadily; faster ones are slowed down',
  },
  'burst-seconds': { initial: 4, min: 1, max: 3_600, unit: 'seconds', about: 'so many seconds of that may be said at once' },
  'flood-seconds': {
    initial: 600,
    min: 1,
    max: 86_400,
    unit: 'seconds',
    about: 'how long a connection may keep far more waiting than it may say',
  },
  'max-total-bytes': {
    initial: 0,
    min: 0,
    max: 2 ** 53 - 1,
    unit: 'bytes',
    about: 'what all files that people put here may take; 0 leaves it to the disk',
  },
  'max-person-bytes': {
    initial: 0,
    min: 0,
    max: 2 ** 53 - 1,
    unit: 'bytes',
    about: 'what the files of one person may take; 0 is no bound',
  },
  'max-transfers-per-person': { initial: 64, min: 1, max: 10_000, unit: 'transfers', about: 'how many files one person may move at once' },
  'transfer-bytes-per-second': {
    initial: 0,
    min: 0,
    max: 2 ** 40,
    unit: 'bytes',
    about: 'each second, for one transfer; 0 is no bound',
  },
  'person-bytes-per-second': {
    initial: 0,
    min: 0,
    max: 2 ** 40,
    unit: 'bytes',
    about: 'each second, for all transfers of one person together; 0 is no bound',
  },
  'upload-hours': { initial: 24, min: 1, max: 8_760, unit: 'hours', about: 'how long an upload that was cut off can be gone on with' },
  'file-days': {
    initial: 0,
    min: 0,
    max: 36_500,
    unit: 'days',
    about: 'how long files that people put here are kept; 0 keeps them for ever',
  },
  'idle-seconds': { initial: 60, min: 2, max: 86_400, unit: 'seconds', about: 'how soon a peer that died silently is noticed' },
  'max-rooms': { initial: 10_000, min: 1, max: 1_000_000, unit: 'rooms', about: 'how many rooms there may be, direct ones not counted' },
  'retention-days': { initial: 0, min: 0, max: 36_500, unit: 'days', about: 'how long entries are kept; 0 keeps them for ever' },
  'token-days': { initial: 90, min: 1, max: 36_500, unit: 'days', about: 'how long a resume token is good without being used' },
  'sign-in-seconds': { initial: 60, min: 1, max: 3_600, unit: 'seconds', about: 'how long who may not come in may take to sign in' },
  calm: { initial: 0, min: 0, max: 4, unit: 'level', about: 'how much tighter many limits are; 0 leaves them as they are' },
  'slow-seconds': { initial: 30, min: 1, max: 3_600, unit: 'seconds', about: 'how long a reader or an uploader may make no progress' },
} as const satisfies Record<string, LimitRow>

type LimitRow = { initial: number; min: number; max: number; unit: string; about: string }

export type LimitKey = keyof typeof liveLimits
export type LimitValues = Record<LimitKey, number>

export const limitKeys = Object.keys(liveLimits) as LimitKey[]

export const initialLimits = (): LimitValues => Object.fromEntries(limitKeys.map(key => [key, liveLimits[key].initial])) as LimitValues

export const isLimitKey = (key: string): key is LimitKey => Object.hasOwn(liveLimits, key)

/** The number a text stands for within the bounds of that limit, or one sentence that says what would do. */
export function readLimit(key: LimitKey, text: string): { value: number } | { wrong: string } {
  const { min, max, unit } = liveLimits[key]
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return { value }
  return { wrong: `${key} is a whole number of ${unit} from ${min} to ${max}, not \`${text}\`.` }
}
