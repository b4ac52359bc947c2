// What a person or a script sees of a conversation. There are two faces: a screen with a prompt, and a filter for scripts.
import type { Meter } from './meter.ts'

export type Said = 'chat' | 'notice' | 'answer' | 'receipt' | 'refused' | 'transfer'

/** What the hub's help cannot know of. */
export const ownCommands = '`put <path>` sends one of your files, `get <name>` saves one here; Ctrl-C stops a transfer, exit leaves'

export interface Face {
  /** Whether a person reads along: then what was missed is shown, too. */
  readonly isPerson: boolean
  /** A line that the hub said. */
  hub(line: string, said: Said): void
  /** A sentence of our own, in between. */
  note(sentence: string): void
  /** A line of the user's came to nothing here, before the hub was asked. */
  wrong(sentence: string): void
  /** Shows how far a transfer is, until it is called with nothing. */
  watch(meter?: Meter): void
  /** What is typed is for this room from now on. */
  moved(room: string): void
  /** Settles when what was said has been passed on. */
  drained(): Promise<void>
}
