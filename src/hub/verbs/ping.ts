// `ping`: the hub answers.
import { type Perform, reply } from './verb.ts'

export const ping: Perform<'ping'> = () => reply({ event: 'done' })
