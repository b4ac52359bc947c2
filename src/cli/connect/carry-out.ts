// What a typed command does. Whatever the hub refuses comes back as its sentence.
import type { Partyline, Room } from '../../client/api.ts'
import { PartylineError } from '../../client/error.ts'
import type { RoomState, TimelineRow } from '../../client/state/state.ts'
import type { RoomRef } from '../../protocol/asking.ts'
import type { Asked } from './commands.ts'
import type { Face } from './face.ts'
import type { Tasks } from './files/tasks.ts'
import { workOnFiles } from './files/work.ts'
import { foundPanel, helpPanel, roomsPanel, statusPanel, whoPanel } from './panels.ts'
import { plainLine } from './plain.ts'
import { lastMessage } from './timeline/items.ts'

/** Where something is said: the room that is looked at. */
export type Here = {
  readonly party: Partyline
  readonly face: Face
  readonly ref: RoomRef
  readonly room: RoomState | undefined
  readonly tasks: Tasks
}

const lobby = '#lobby'

/** Settles when the answer is there; never rejects because of a refusal. */
export async function carryOut(asked: Asked, here: Here): Promise<void> {
  try {
    const wrong = await attempt(asked, here)
    if (wrong !== undefined) here.face.wrong(wrong)
  } catch (thrown) {
    if (!(thrown instanceof PartylineError)) throw thrown
    if (thrown.code !== 'closed') here.face.wrong(thrown.sentence)
  }
}

/** Answers a sentence if there was nothing to ask the hub for. */
async function attempt(asked: Asked, here: Here): Promise<string | undefined> {
  const { party, face } = here
  const room = party.room(here.ref)
  switch (asked.ask) {
    case 'say':
      say(room, asked.text)
      return
    case 'join':
      return enter(face, await party.join(asked.room, { make: true }))
    case 'create':
      return enter(face, await party.create(asked.room, asked.kind, asked.topic))
    case 'msg': {
      const direct = await party.direct(...asked.names)
      if (asked.text !== undefined) say(direct, asked.text)
      return enter(face, direct)
    }
    case 'leave': {
      const left = asked.room === undefined ? room : party.room(asked.room)
      await left.leave()
      return
    }
    case 'rooms':
      face.show(roomsPanel(await party.rooms()))
      return
    case 'topic': {
      if (asked.text !== undefined) await room.topic(asked.text)
      else
        face.told(
          here.room === undefined || here.room.topic === '' ? 'There is no topic. /topic <text> sets it.' : plainLine(here.room.topic),
        )
      return
    }
    case 'invite':
      await room.invite(asked.name)
      face.told(`${asked.name} is invited.`)
      return
    case 'who': {
      const { count, rows } = await room.who()
      face.show(whoPanel(here.room?.name ?? lobby, count, rows))
      return
    }
    case 'name':
      face.told(`You are ${plainLine(await party.rename(asked.name))} now.`)
      return
    case 'edit':
    case 'unsay':
    case 'reply':
    case 'react':
      return change(asked, room, here)
    case 'search': {
      const { hits, next } = await party.search({ text: asked.text })
      face.show(foundPanel(asked.text, hits, next !== undefined, party.state))
      return
    }
    case 'goto': {
      if (here.room === undefined) return 'Wait until the hub is there.'
      if (asked.seq < here.room.first || asked.seq > here.room.last)
        return `Messages here are numbered ${here.room.first} to ${here.room.last}.`
      face.goTo(here.room.id, asked.seq)
      return
    }
    case 'status':
      face.show(statusPanel(await party.status(asked.past)))
      return
    case 'archive':
      await room.archive(asked.on)
      return
    case 'rename':
      await room.rename(asked.room)
      return
    case 'retry':
    case 'drop':
      return settle(asked.ask, room, here.room)
    case 'files':
    case 'put':
    case 'get':
    case 'rm':
    case 'mv':
    case 'pause':
    case 'resume':
    case 'cancel':
      return workOnFiles(asked, room, here)
    case 'help':
      face.show(helpPanel())
      return
    case 'quit':
      face.leave()
      return
    default:
      return asked satisfies never
  }
}

/** What becomes of it shows where it stands: it is not waited for, so that the next one can be typed. */
function say(room: Room, text: string, replyTo?: number): void {
  room.send(text, replyTo === undefined ? {} : { replyTo }).catch(unlessRefused)
}

function unlessRefused(thrown: unknown): void {
  if (!(thrown instanceof PartylineError)) throw thrown
}

function enter(face: Face, { state }: Room): undefined {
  if (state !== undefined) face.entered(state.id)
}

type Change = Extract<Asked, { ask: 'edit' | 'unsay' | 'reply' | 'react' }>

async function change(asked: Change, room: Room, here: Here): Promise<string | undefined> {
  const own = (row: TimelineRow): boolean => row.guest === here.party.state.me?.guest
  const meant = asked.ask === 'react' ? () => true : own
  const seq = asked.seq ?? (here.room === undefined ? undefined : lastMessage(here.room, meant)?.seq)
  if (seq === undefined) return asked.ask === 'react' ? 'There is no message to react to.' : 'There is no message of yours to change.'
  const row = here.room?.timeline.row(seq)
  switch (asked.ask) {
    case 'edit':
      if (asked.text !== undefined) await room.edit(seq, asked.text)
      else if (row?.kind !== 'message') return `Message ${seq} is not on this screen; /goto ${seq} brings it.`
      else if (!own(row)) return 'Only who wrote a message can change it.'
      else here.face.aim({ aim: 'edit', seq }, row.text)
      return
    case 'unsay':
      await room.delete(seq)
      return
    case 'reply':
      if (asked.text === undefined) here.face.aim({ aim: 'reply', seq }, '')
      else say(room, asked.text, seq)
      return
    case 'react': {
      const isMine = row?.reactions?.some(({ emoji, mine }) => mine && emoji === asked.emoji) ?? false
      await room.react(seq, asked.emoji, !isMine)
      return
    }
    default:
      return asked satisfies never
  }
}

function settle(how: 'retry' | 'drop', room: Room, state: RoomState | undefined): string | undefined {
  const refused = state?.pending.filter(pending => pending.state === 'refused') ?? []
  if (refused.length === 0) return 'Nothing was refused here.'
  for (const { id } of refused) {
    if (how === 'drop') room.discard(id)
    else room.retry(id).catch(unlessRefused)
  }
  return undefined
}
