// `follow`: an upload, while it arrives.
import { demand } from '../permissions.ts'
import { callerOf, type Perform } from './verb.ts'

export const follow: Perform<'follow'> = async (hub, session, { transfer, offset }) => {
  const { room } = await hub.files.uploads.known(transfer)
  demand('read', session, room)
  const download = await hub.files.follow(transfer, callerOf(session), offset)
  session.hold()
  return { kind: 'download', download }
}
