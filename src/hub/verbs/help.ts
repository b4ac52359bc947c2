// `help`: the commands, in the words of the door.
import { type Perform, reply } from './verb.ts'

export const help: Perform<'help'> = () => reply({ event: 'help' })
