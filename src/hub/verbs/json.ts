// `json`: frames instead of lines from now on.
import type { Perform } from './verb.ts'

export const json: Perform<'json'> = () => ({ kind: 'frames' })
