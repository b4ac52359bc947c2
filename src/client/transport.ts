// How frames travel: a transport opens a link to a hub, and knows nothing of what the frames say.

/** What a link tells. `closed` comes once and last, also when it never opened; the sentence says why as far as it is known. */
export type LinkEvents = {
  opened(): void
  /** One frame's JSON. */
  frame(json: string): void
  closed(sentence: string): void
}

/** One connection. After `close` it tells nothing more but `closed`. */
export type Link = {
  /** Sends one frame's JSON; ignored when the link is not open. */
  send(json: string): void
  close(): void
}

/** Opens a link to the hub at that URL. It throws nothing because of the network: what goes wrong is told by `closed`. */
export type Transport = (url: URL, events: LinkEvents) => Link
