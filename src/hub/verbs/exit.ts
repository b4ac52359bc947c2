// `exit`: a goodbye, and the connection closes.
import type { Perform } from './verb.ts'

export const exit: Perform<'exit'> = (_hub, session) => ({ kind: 'leave', event: { event: 'goodbye', name: session.name } })
