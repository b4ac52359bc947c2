// What carrying out a command needs of whoever shows it: a screen, or plain lines.
import type { Aim, Panel } from './ui.ts'

export interface Face {
  /** It has been done. */
  told(sentence: string): void
  /** It has not, and this is why and what to do. */
  wrong(sentence: string): void
  show(panel: Panel): void
  /** A room was entered as asked, and is to be looked at. */
  entered(room: number): void
  goTo(room: number, seq: number): void
  /** The text being typed is for a message that is there already. */
  aim(aim: Aim, text: string): void
  leave(): void
}
