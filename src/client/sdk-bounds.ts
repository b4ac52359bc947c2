// Every bound the SDK keeps, its unit last: how much waits here, how long it waits for a hub, and how often it tries.

export const sdkBounds = {
  /** Rows of a room that are kept unless the program says otherwise. */
  rowsKeptDefault: 2_000,
  /** Changes kept for pages that are on their way. */
  changesKeptMax: 4_096,
  noticesKeptMax: 100,
  invitationsKeptMax: 100,
  refusedKeptMax: 100,
  /** Commands that are not settled, sent or not. */
  unsettledMax: 10_000,
  /** Commands sent and not answered; the hub carries out as many at once. */
  unansweredMax: 256,
  /** How many go out at once on a new connection. */
  unansweredFirst: 16,
  /** Entries that wait for one slow loop; beyond it they are dropped, and read from the hub's log. */
  loopEntriesMax: 1_000,
  backOffFirstMs: 250,
  backOffMostMs: 15_000,
  /** A connection that lived so long was a good one: the next try after it comes soon. */
  stableMs: 10_000,
  /** Who is taken over so soon after its hello was, as like as not, by a hello of its own that came late: it comes back once. */
  takenOverSoonMs: 2_000,
  openingMs: 10_000,
  /** How long a hub may take to look at a password. */
  signingInMs: 30_000,
  /** How long a connection may be silent before it is asked, and how long it may take to answer. */
  quietMs: 20_000,
  silentMs: 10_000,
  /** `close`: how long it waits for what is in flight, and then for the goodbye. */
  settlingMs: 5_000,
  goodbyeMs: 1_000,
  /** Read cursors are sent this late, so that scrolling sends one. */
  readDelayMs: 250,
  /** Cursors alone are saved this late. */
  saveDelayMs: 500,
  /** The longest line from a hub's line door: a page of 200 messages of the largest size. */
  hubLineCharactersMax: 16 * 1_024 * 1_024,
  /** Files of known length up to this go in one request, without a transfer that could be gone on with. */
  wholeUploadBytesMax: 1_024 * 1_024,
  /** One chunk that is given to the network. */
  uploadChunkBytes: 256 * 1_024,
  /** Where a request cannot be a stream: how large its pieces are, twice as large after each that took less than `pieceQuickMs`. */
  pieceBytesFirst: 1_024 * 1_024,
  pieceBytesMax: 16 * 1_024 * 1_024,
  pieceQuickMs: 2_000,
  /** How often a streamed request may bring nothing at all before pieces are sent instead. */
  streamTriesMax: 3,
  /** How often a refusal is asked about again that may pass or may not. */
  doubtfulTriesMax: 5,
  /** How often an upload may be unknown to the hub, or a file change, before that is the answer. */
  restartsMax: 5,
  /** How often all transfers under way are looked at together. */
  transferBeatMs: 250,
  /** Over about how long a speed is measured. */
  transferSpeedMs: 3_000,
  /** A transfer on which nothing moves for so long goes on with a new request: where the client's connection had to be made anew, and elsewhere. */
  transferStillMs: 5_000,
  transferSilentMs: 120_000,
  /** How long a hub may take to say where an upload goes. */
  transferMakingMs: 15_000,
  /** How often a hub is asked for a hash that it is still working out. */
  hashTriesMax: 20,
  parallelDefault: 4,
  /** What is known ahead of the files of a batch, and of those that are there already. */
  manifestRowsMax: 100_000,
  /** What `fetch` takes into memory unless the program says otherwise. */
  fetchBytesMax: 256 * 1_024 * 1_024,
} as const
