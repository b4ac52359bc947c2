// How talking to a hub can go wrong, as values that decide what happens next. Each carries the sentence that people read.

/** The connection broke; another may do. */
export class Lost extends Error {
  override readonly name = 'Lost'
}

/** Talking on would not help: this is no hub, or it wants us no more. */
export class Final extends Error {
  override readonly name = 'Final'
}

/** One transfer came to nothing; the connection lives on unless bytes of it are still under way. */
export class Failed extends Error {
  override readonly name = 'Failed'
  /** Whether the sentence has been read already, as the hub's own answer. */
  readonly told: boolean
  constructor(sentence: string, options: { told?: boolean } = {}) {
    super(sentence)
    this.told = options.told ?? false
  }
}

/** The user stopped it. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'nobody listens there. `partyline serve` starts a hub',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the host name cannot be looked up now',
  ETIMEDOUT: 'no answer in time',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was reset',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'this is not allowed to you',
  EPERM: 'this is not allowed to you',
  EROFS: 'the disk is read-only',
  ENOENT: 'it does not exist',
  EISDIR: 'it is a folder',
  ELOOP: 'it is a link',
}

/** Why a system call failed, in words. */
export function reasonOf(error: unknown): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error
  const code = codeOf(first)
  return reasons[code] ?? (first instanceof Error ? first.message : String(first))
}

export const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** A transfer that cannot be: said so by itself, or a refusal of this machine's system. Undefined for a broken connection and the like. */
export function failureOf(error: unknown, title: string): Failed | undefined {
  if (error instanceof Failed) return error
  return error instanceof Error && 'syscall' in error ? new Failed(`${title}: ${reasonOf(error)}.`) : undefined
}
