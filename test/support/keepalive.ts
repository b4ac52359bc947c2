// When TCP will next ask a silent peer whether it is still there, as the system says it. Only Linux tells.
import { readFileSync } from 'node:fs'

const keepaliveTimer = '02'
const ticksPerSecond = 100

/** Seconds until the hub's side of a connection is probed; undefined while no such timer runs. */
export function probedInSeconds(hubPort: number, clientPort: number): number | undefined {
  const port = (number: number): string => `:${number.toString(16).toUpperCase().padStart(4, '0')}`
  for (const line of readFileSync('/proc/net/tcp', 'utf8').split('\n')) {
    const [, local = '', remote = '', , , timer = ''] = line.trim().split(/\s+/)
    if (!local.endsWith(port(hubPort)) || !remote.endsWith(port(clientPort))) continue
    const [kind, ticks = ''] = timer.split(':')
    return kind === keepaliveTimer ? Number.parseInt(ticks, 16) / ticksPerSecond : undefined
  }
  return undefined
}
