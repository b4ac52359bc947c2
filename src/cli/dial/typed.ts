// One typed line in, one job out. `get` and `put` are ours, since they touch the user's files; all else is for the hub.
import { expectedOf } from '../../client/lines/expected.ts'
import { readCommand } from '../../protocol/text-commands.ts'
import { Download } from './download.ts'
import { askOf, type Carry, type Job, type Transfer } from './jobs.ts'
import { Upload } from './upload.ts'

/** Where transfers save, and where their locks are. */
export type Places = { readonly folder: string; readonly locks: string }

const putForm = /^\/?put[ \t]+(\S.*)$/is
/** The hub gives no answer to it. */
const directForm = /^\/join[ \t]+@/i
const jsonForm = /^\/json(?:\s|$)/i
const followForm = /^\/follow(?:\s|$)/i

/** The job that a line asks for; undefined for a blank one. `bytes` is the line as it came, where it did not come as text. */
export function jobOf(line: string, places: Places, bytes?: Uint8Array): Job | undefined {
  const expects = expectedOf(line)
  if (expects === undefined) return undefined
  if (jsonForm.test(line))
    return { kind: 'tell', sentence: '/json is for programs with a connection of their own; dial speaks lines. To say it, use /say.' }
  if (directForm.test(line))
    return {
      kind: 'tell',
      sentence: 'A direct conversation is no room to go into: say it with /msg <name> <text>. To say this line, use /say.',
    }
  if (followForm.test(line))
    return {
      kind: 'tell',
      sentence: '/follow fetches a file while it arrives, for nc. Get it here when it is whole. To say this line, use /say.',
    }
  const argument = putForm.exec(line)?.[1]
  if (argument !== undefined) return carry(new Upload(argument.trimEnd(), places.folder))
  const command = expects.reply === 'download' ? readCommand(line) : undefined
  if (command !== undefined && 'verb' in command && command.verb === 'get') {
    return carry(new Download({ readings: command.readings, ...places, platform: process.platform }))
  }
  return askOf(bytes ?? Buffer.from(line), line, expects)
}

const carry = (transfer: Transfer): Carry => ({ kind: 'carry', transfer, stalls: 0, stop: new AbortController() })

/** Whether a line asks to leave. */
export const isExit = (line: string): boolean => /^(?:exit|\/exit)\s*$/i.test(line)
