// What both faces of `partyline connect` are started with.
import type { Partyline } from '../../client/api.ts'
import type { Tasks } from './files/tasks.ts'
import type { StateFile } from './state-file.ts'

export type Run = {
  readonly party: Partyline
  readonly file: StateFile
  readonly tasks: Tasks
  readonly bell: boolean
  /** Sentences to begin with. */
  readonly news: readonly string[]
  /** Aborted when the user wants to leave. */
  readonly left: AbortSignal
  readonly leave: () => void
}
