// The first line: which room this is, what it is about, and how many are here.
import type { Scene } from '../desk.ts'
import type { Frame } from '../frame.ts'
import { plainLine } from '../plain.ts'
import { roomLabel } from '../room-list.ts'
import { looks, type Row, rowColumns, span, spread } from '../spans.ts'
import { elsewhere } from './rooms.ts'

export function headerRow(scene: Scene, { main, sidebar }: Frame): Row {
  const room = scene.state.rooms.get(scene.ui.room)
  if (room === undefined) return [span('Partyline', looks.bold)]
  const name = span(roomLabel(room), looks.bold)
  const facts = [
    ...(room.archived ? ['archived'] : []),
    ...(room.kind === 'private' ? ['private'] : []),
    // Of a direct room one wants to know whether anybody is there at all.
    ...(room.kind === 'direct' ? [room.here > 1 ? 'here' : 'not here now'] : [`${room.here} here`]),
  ]
  const others = sidebar === 0 ? elsewhere(scene, Math.floor(main / 2)) : []
  const right = rowColumns(others) > 0 ? others : [span(facts.join(', '), looks.dim)]
  const topic = room.topic === '' ? [] : [span('  '), span(plainLine(room.topic), looks.dim)]
  return spread([name, ...topic], [span('  '), ...right], main)
}
