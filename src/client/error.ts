// The one error that the SDK throws because of a hub or the network: a stable code for programs, a sentence for people.

/** A refusal of the hub, with its code of the protocol; or one of the client itself: `closed`, `outbox-full`, `other-hub`, `unknown-outcome`. */
export class PartylineError extends Error {
  readonly code: string

  constructor(code: string, sentence: string) {
    super(sentence)
    this.name = 'PartylineError'
    this.code = code
  }

  /** What happened and what to do, in one sentence. */
  get sentence(): string {
    return this.message
  }
}
