// `status`: who is connected and who was, from where, since when and until when.
import { type Perform, reply } from './verb.ts'

export const status: Perform<'status'> = async (hub, _session, { past }) => {
  // Who leaves while we ask the store is still counted among those who are here.
  const here = [...hub.presence.sessions].map(other => other.row())
  const ids = new Set(here.map(row => row.id))
  await hub.register.endsWritten()
  const gone = await hub.store.pastSessions(past)
  return reply({ event: 'status', rows: [...here, ...gone.filter(row => !ids.has(row.id))] })
}
