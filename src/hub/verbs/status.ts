// `status`: who is connected and who was, from where, since when and until when. Where addresses are hidden everybody sees only one's own.
import type { SessionRow } from '../../protocol/messages.ts'
import { type Perform, reply } from './verb.ts'

export const status: Perform<'status'> = async (hub, session, { past }) => {
  // Who leaves while we ask the store is still counted among those who are here.
  const here = [...hub.presence.sessions].map(other => other.row())
  const ids = new Set(here.map(row => row.id))
  await hub.register.endsWritten()
  const gone = await hub.store.pastSessions(past)
  const rows = [...here, ...gone.filter(row => !ids.has(row.id))]
  const shown = (row: SessionRow): SessionRow =>
    hub.showsAddresses || row.guest === session.guest ? row : { ...row, address: '', port: 0 }
  return reply({ event: 'status', rows: rows.map(shown) })
}
