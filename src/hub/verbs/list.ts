// `list`: the files on the shelf, a page at a time.
import { type Perform, reply } from './verb.ts'

export const list: Perform<'list'> = async (hub, _session, { after }) => reply({ event: 'files', rows: await hub.files.list(after) })
