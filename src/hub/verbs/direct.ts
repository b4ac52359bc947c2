// `direct`: the room of these people and nobody else.
import { enterDirect } from '../entering.ts'
import { presentView } from '../views.ts'
import type { Perform } from './verb.ts'

export const direct: Perform<'direct'> = async (hub, session, { names }) => {
  const { room, entered } = await enterDirect(hub, session, names)
  return {
    kind: 'reply',
    event: { event: 'room', room: await presentView(hub, room, session), entered },
    after: () => session.begin(room),
  }
}
