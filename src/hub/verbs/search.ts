// `search`: messages and files by their words, in the rooms that one is in.
import { limits } from '../../protocol/limits.ts'
import { roomFor } from '../finding.ts'
import { type Perform, reply } from './verb.ts'

export const search: Perform<'search'> = async (hub, session, command) => {
  const { verb: _, id: __, room: ref, rows = limits.searchRowsDefault, ...asked } = command
  const rooms = ref === undefined ? [...session.feeds.keys()] : [await roomFor('read', hub, session, ref)]
  const names = new Map(rooms.map(room => [room.id, room.nameFor(session.guest)]))
  const found = await hub.search.find({ ...asked, rooms: [...names.keys()], most: Math.min(rows, limits.searchRowsMax) })
  return reply({ event: 'found', ...found, hits: found.hits.map(hit => ({ ...hit, name: names.get(hit.room) ?? '' })) })
}
