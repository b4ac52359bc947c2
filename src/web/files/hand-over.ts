// Hands files to the line, and tells what of them was left out.
import { tell } from '../told.ts'
import { type Gathering, gatheredMax } from './gathering.ts'
import { send } from './sending.ts'
import type { FileWords } from './words-en.ts'

export function handOver(room: number, { files, hidden, tooMany }: Gathering, { tray }: FileWords): void {
  if (hidden > 0) tell(tray.hidden(hidden))
  if (tooMany) tell(tray.tooMany(String(gatheredMax)), true)
  if (files.length === 0 && hidden === 0) tell(tray.nothing, true)
  send(room, files)
}
