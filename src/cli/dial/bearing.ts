// What a line does to rooms: whether it is for the current one, for other people, or changes which room that is.
import { limits } from '../../protocol/limits.ts'
import type { Command } from '../../protocol/messages.ts'
import { readRoomName } from '../../protocol/names.ts'
import { Refusal } from '../../protocol/refusals.ts'

/** The entry that a line makes in the current room: how a row tells of it behind the name, and how the hub answers. */
type OwnEntry = {
  readonly deed: string
  readonly answer: (room: string) => string
  /** The same answer is given where there was nothing to do, and then there is no entry. */
  readonly perhaps: boolean
}

export type Bearing =
  | { readonly to: 'hub' }
  | { readonly to: 'people' }
  | { readonly to: 'room'; readonly entry: OwnEntry | undefined }
  /** Which room is the current one, or which rooms one is in. `name` is the room that is meant, where one is named. */
  | { readonly to: 'rooms'; readonly verb: 'join' | 'create' | 'leave' | 'resume'; readonly name: string | undefined }

export function bearingOf(command: Command | Refusal | undefined): Bearing {
  if (command === undefined || command instanceof Refusal) return { to: 'hub' }
  switch (command.verb) {
    case 'msg':
      return { to: 'people' }
    case 'join':
      return { to: 'rooms', verb: 'join', name: asKept(String(command.room)) }
    case 'create':
      return { to: 'rooms', verb: 'create', name: asKept(command.name) }
    case 'leave':
      return { to: 'rooms', verb: 'leave', name: command.room === undefined ? undefined : asKept(String(command.room)) }
    case 'resume':
      return { to: 'rooms', verb: 'resume', name: undefined }
    case 'list':
    case 'transfers':
    case 'keep':
    case 'who':
    case 'history':
    case 'since':
      return { to: 'room', entry: undefined }
    default:
      return bearingOfEntry(command)
  }
}

function bearingOfEntry(command: Command): Bearing {
  switch (command.verb) {
    case 'say':
      return made(`: ${command.text}`, () => `${command.text} ACK`)
    case 'edit':
      return made(` edited ${command.seq}: ${command.text}`, () => `EDIT ${command.seq}`)
    case 'delete':
      return made(` deleted ${command.seq}`, () => `UNSAY ${command.seq}`)
    case 'react': {
      const { emoji, seq, on } = command
      const deed = on ? ` reacted ${emoji} to ${seq}` : ` took back ${emoji} from ${seq}`
      return made(deed, () => `${on ? 'REACT' : 'UNREACT'} ${seq}`, true)
    }
    case 'topic':
      return command.text === undefined ? { to: 'room', entry: undefined } : madeByTopic(command.text.slice(0, limits.topicCharactersMax))
    case 'rename':
      return made(` renamed the room ${asKept(command.name)}`, () => `RENAME ${asKept(command.name)}`)
    case 'archive':
      return command.on
        ? made(' archived the room', room => `ARCHIVE ${room}`)
        : made(' opened the room again', room => `UNARCHIVE ${room}`)
    case 'remove':
      return made(` deleted the file ${command.name}`, () => `DELETE ${command.name}`)
    case 'move':
      return made(` renamed the file ${command.name} to ${command.to}`, () => `MOVE ${command.to}`)
    case 'invite':
      return made(` invited ${command.name}`, room => `INVITE ${room} ${command.name}`, true)
    default:
      return { to: 'hub' }
  }
}

const made = (deed: string, answer: (room: string) => string, perhaps = false): Bearing => ({
  to: 'room',
  entry: { deed, answer, perhaps },
})

const madeByTopic = (text: string): Bearing => made(` set the topic: ${text}`, room => `TOPIC ${room} ${text}`)

/** A room's name as the hub keeps it, where it can be one. */
function asKept(typed: string): string {
  const read = readRoomName(typed)
  return 'name' in read ? read.name : typed
}
