// The words of a conversation as frames, and the answers back.
import { Mismatch } from '../listener.ts'
import { type Json, number, objects, text, toldOf } from './frame-words.ts'
import type { Answer, Asked, RoomSeen } from './vocabulary.ts'

/** `ref` gives the number or the name by which a room is asked for. */
export function frameOf(asked: Asked, ref: (place: string) => number | string): Json {
  switch (asked.ask) {
    case 'make':
      return { verb: 'create', name: asked.place, kind: asked.kind }
    case 'join':
      return { verb: 'join', room: asked.place, make: true }
    case 'leave':
      return { verb: 'leave', room: ref(asked.place) }
    case 'invite':
      return { verb: 'invite', room: ref(asked.place), name: asked.person }
    case 'topic':
      return { verb: 'topic', room: ref(asked.place), text: asked.text }
    case 'which topic':
      return { verb: 'topic', room: ref(asked.place) }
    case 'rename':
      return { verb: 'rename', room: ref(asked.place), name: asked.to }
    case 'archive':
      return { verb: 'archive', room: ref(asked.place), on: asked.on }
    case 'say': {
      const say = { verb: 'say', room: asked.place.startsWith('@') ? ref(asked.place) : asked.place, text: asked.text }
      return asked.replyTo === undefined ? say : { ...say, replyTo: asked.replyTo }
    }
    case 'edit':
      return { verb: 'edit', room: ref(asked.place), seq: asked.of, text: asked.text }
    case 'delete':
      return { verb: 'delete', room: ref(asked.place), seq: asked.of }
    case 'react':
      return { verb: 'react', room: ref(asked.place), seq: asked.of, emoji: asked.emoji, on: asked.on }
    case 'timeline':
      return { verb: 'page', room: ref(asked.place), ...(asked.page ?? { at: 'latest', rows: 200 }) }
    case 'log':
      return { verb: 'log', room: ref(asked.place), after: asked.after }
    case 'who':
    case 'members':
      return { verb: asked.ask, room: ref(asked.place) }
    case 'search':
      return { verb: 'search', text: asked.text }
    case 'read':
      return { verb: 'read', room: ref(asked.place), seq: asked.seq }
    case 'type':
      return { verb: 'typing', room: ref(asked.place) }
    case 'forget':
    case 'exit':
      return { verb: asked.ask }
    case 'tell':
    case 'put':
    case 'rooms':
      throw new Error(`${asked.ask} is not one frame`)
    default:
      return asked satisfies never
  }
}

/** `placeOf` names the room of a number. */
export function answerOf(frame: Json, placeOf: (id: number) => string): Answer {
  switch (frame.event) {
    case 'refused':
      if (text(frame.sentence).length < 5 || typeof frame.closes !== 'boolean')
        throw new Mismatch(`a refusal without its sentence: ${JSON.stringify(frame)}`)
      return { refused: text(frame.code) }
    case 'receipt':
      return { seq: number(frame.seq), again: frame.again === true }
    case 'room': {
      const [view = {}] = objects([frame.room])
      return { place: placeOf(number(view.id)), last: number(view.last) }
    }
    case 'topic':
      return { text: text(frame.text) }
    case 'people':
    case 'members':
      return { names: objects(frame.rows).map(row => `${text(row.name)}${row.state === 'invited' ? ' (invited)' : ''}`) }
    case 'page':
      return { rows: objects(frame.rows).map(toldOf) }
    case 'log':
      return { rows: objects(frame.entries).map(toldOf), last: number(frame.last) }
    case 'found':
      return {
        rows: objects(frame.hits).flatMap(hit =>
          objects([hit.entry]).map(entry => ({ ...toldOf(entry), place: placeOf(number(hit.room)) })),
        ),
      }
    case 'rooms':
      return { rooms: objects(frame.rows).map(roomOf) }
    default:
      return {}
  }
}

/** What holds for every page: rows in order, all within what it covers, and nothing covered that is newer than the page. */
export function checkPage(frame: Json): void {
  const seqs = objects(frame.rows).map(row => number(row.seq))
  const [from = Number.NaN, to = Number.NaN] = Array.isArray(frame.covers) ? frame.covers.map(number) : []
  const inOrder = seqs.every((seq, index) => index === 0 || seq > (seqs[index - 1] ?? 0))
  const within = seqs.every(seq => seq >= from && seq <= to)
  if (!inOrder || !within || !(to <= number(frame.asOf)))
    throw new Mismatch(`a page whose rows are not in order, or not what it covers: ${JSON.stringify(frame)}`)
}

const roomOf = ({ name, kind, state, here, topic }: Json): RoomSeen => ({
  place: text(name),
  kind: text(kind),
  state: text(state),
  here: number(here),
  topic: text(topic),
})
