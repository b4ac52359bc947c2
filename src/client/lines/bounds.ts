// Every bound a client keeps, its unit last: how much a hub may send, how long it may be silent, and how much waits for it here.

export const clientBounds = {
  /** A hub's own lines are far shorter: its longest is a message of the largest `max-line-bytes` and a little around it. */
  hubLineBytesMax: 72 * 1_024,
  /** One reply of many rows is shown whole or not at all, so it is held in memory until its END. */
  replyBytesMax: 64 * 1_024 * 1_024,
  replyRowsMax: { STATUS: 200_000, WHO: 200_000, LIST: 1_000, HISTORY: 500, SINCE: 500, ROOMS: 500, MEMBERS: 500, FOUND: 20 },
  otherReplyRowsMax: 10_000,
  sincePageRows: 500,
  roomsPageRows: 500,
  /** A hub has at most a million rooms. */
  roomsPagesMax: 2_000,
  /** Rooms one may be in, and so rooms that are counted. */
  roomsMax: 200,
  /** Names of rooms kept for the Tab key. */
  roomNamesMax: 1_000,
  greetingSecondsMax: 10,
  answerSecondsMax: 120,
  /** After the last byte of an upload the hub may still have to hash the whole file. */
  sealSecondsMax: 1_800,
  /** Requests sent and not yet answered. */
  unansweredMax: 512,
  /** Entries seen while something was unanswered; beyond this sending pauses until all is answered. */
  seenEntriesMax: 1_000,
  /** Entries compared after a broken connection at least: chat may lag behind receipts by that much. */
  seenEntriesKept: 50,
  /** Lines kept while there is no connection. */
  waitingLinesMax: 1_000,
  typedLineBytesMax: 64 * 1_024,
  /** How often one request may be sent when the connection breaks before each of its answers. */
  triesMax: 3,
  backOffFirstMs: 400,
  backOffMostMs: 10_000,
} as const

/** How many rows a reply that begins with this word may have. */
export const replyRowsMax = (word: string): number =>
  Object.entries(clientBounds.replyRowsMax).find(([known]) => known === word)?.[1] ?? clientBounds.otherReplyRowsMax
