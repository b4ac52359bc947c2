// What a door answers when something was thrown: a refusal is told as it is; anything else is a fault, which is logged and ends its own session.
import type { Log } from '../hub/ports.ts'
import { Refusal } from '../protocol/refusals.ts'

export function refusalOf(thrown: unknown, log: Log, session: number | undefined): Refusal {
  if (thrown instanceof Refusal) {
    if (thrown.cause !== undefined) log.warn({ err: thrown.cause, code: thrown.code }, 'Something was refused.')
    return thrown
  }
  log.error({ err: thrown, session }, 'A fault; the session is closed.')
  return new Refusal('internal', undefined, { closes: true })
}
