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
  openingMs: 10_000,
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
} as const
