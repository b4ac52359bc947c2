// `limits`: what this hub allows, as it stands now.
import { limitKeys } from '../../protocol/limits.ts'
import { type Perform, reply } from './verb.ts'

export const limits: Perform<'limits'> = hub =>
  reply({ event: 'limits', rows: limitKeys.map(key => [key, String(hub.limits[key])] as const) })
