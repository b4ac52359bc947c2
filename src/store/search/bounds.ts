// Every bound of searching, its unit last.

export const searchLimits = {
  /** What is read of a question; the rest of it is passed over. */
  askCharactersMax: 512,
  askTermsMax: 16,
  askRoomsMax: 200,
  hitsMax: 100,
  highlightsMax: 100,
  /** After this time a search fetches no more from the index; it answers what it has and says how to go on. */
  findMillisecondsMax: 40,
  /** Questions that wait for the search thread. */
  findsWaitingMax: 256,
  /** How long changes are collected before the search thread hears of them. */
  changedMilliseconds: 50,
  /** What is indexed in one transaction: a waiting question is answered between two. */
  batchRowsMax: 100,
  batchCharactersMax: 24 * 1_024,
  /** Words are told apart by this many characters in the index; beyond, only when a hit is looked at. */
  wordCharactersMax: 64,
} as const
