// `token`: a guest asks for the token by which it can come back as itself. The former one is void from now on.
import { giveToken } from '../identity.ts'
import { type Perform, reply } from './verb.ts'

export const token: Perform<'token'> = async (hub, session) => reply({ event: 'token', ...(await giveToken(hub, session)) })
