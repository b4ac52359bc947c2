// `put`: a file for the shelf. Chat is held back until it is stored.
import type { Perform } from './verb.ts'

export const put: Perform<'put'> = async (hub, session, command) => {
  const upload = await hub.files.put(session, command)
  session.hold()
  return { kind: 'upload', upload }
}
