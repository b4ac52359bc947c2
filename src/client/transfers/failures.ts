// What can go wrong with a transfer: the hub cannot be reached, the hub says no, or the source or sink fails here. And which of it may pass.
import { PartylineError } from '../error.ts'
import { sdkBounds } from '../sdk-bounds.ts'

/** No answer, or half of one. */
export class Unreachable extends Error {}

/** What the source or the sink threw. */
export class Local extends Error {
  constructor(cause: unknown) {
    super('The file here failed.', { cause })
  }
}

/** The hub said no over HTTP. */
export class HttpRefusal extends PartylineError {
  readonly status: number

  constructor(status: number, code: string, sentence: string) {
    super(code, sentence)
    this.status = status
  }
}

/** What the program is told. */
export const told = (thrown: unknown): unknown => (thrown instanceof Local ? thrown.cause : thrown)

export const isGone = (thrown: unknown): boolean => thrown instanceof HttpRefusal && (thrown.status === 404 || thrown.status === 410)

const patient = ['stopping', 'server-full', 'too-many-transfers', 'too-many-from-address', 'storage-failed', 'timeout', 'too-slow']
/** A few times: whether it passes depends on what the hub or the other connection does next. */
const doubtful = ['internal', 'bad-token', 'bad-length', 'upload-died']

/** Whether another try may end better, after so many that brought nothing. */
export function mayPass(thrown: unknown, tries: number): boolean {
  if (thrown instanceof Unreachable) return true
  if (!(thrown instanceof HttpRefusal)) return false
  if (patient.includes(thrown.code)) return true
  if (doubtful.includes(thrown.code)) return tries < sdkBounds.doubtfulTriesMax
  // Something between here and the hub answered.
  return thrown.code === 'http' && (thrown.status >= 500 || [408, 423, 425, 429].includes(thrown.status))
}

/** Awaits what is the program's own, and marks what it throws. */
export async function local<T>(work: () => Promise<T> | T): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    throw new Local(thrown)
  }
}

/** Part of this client is loaded when it is needed, in a browser over the network. */
export async function loaded<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (thrown) {
    throw new Unreachable('A part of the client could not be loaded.', { cause: thrown })
  }
}
