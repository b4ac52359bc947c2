// What a hub says to the person who started it.
import { networkInterfaces } from 'node:os'
import type { Config } from './config.ts'
import { isLoopback } from './gateway/addresses.ts'
import { invitationTo } from './hub/invitations.ts'
import type { LimitValues } from './protocol/limits.ts'
import { writeAddress } from './protocol/text-rows.ts'

/** In a clone the program is run by npm. */
const connectCommand = /[\\/]dist[\\/]/.test(import.meta.url) ? 'partyline connect' : 'npm run connect --'

export type Opened = {
  readonly door: { readonly host: string; readonly port: number }
  readonly webPort: number | undefined
  /** Of the certificate, where the doors speak TLS. */
  readonly fingerprint: string | undefined
  /** The code by which the owner's account is made, while there is none. */
  readonly setup: string | undefined
}

export function banner(config: Config, limits: LimitValues, { door, webPort, fingerprint, setup }: Opened): string {
  const isTls = fingerprint !== undefined
  const raw = (host: string): string =>
    isTls ? `openssl s_client -quiet -connect ${writeAddress(host, door.port)}` : `nc ${host} ${door.port}`
  const everywhere = door.host === '0.0.0.0' || door.host === '::'
  const here = everywhere ? '127.0.0.1' : door.host
  const lines = [
    'Partyline is open.',
    '',
    `  Line door   ${writeAddress(door.host, door.port)}      try: ${raw(here)}`,
    webPort === undefined
      ? '  Web door    shut'
      : `  Web door    ${writeAddress(door.host, webPort)}      try: ${connectCommand} ${isTls ? 'wss' : 'ws'}://${writeAddress(here, webPort)}`,
    ...(isTls ? [`  Certificate SHA-256 ${fingerprint}`] : []),
    `  Files       ${config.files}`,
    `  Data        ${config.data}`,
    ...(setup === undefined
      ? []
      : [
          `  Owner       nobody yet; this makes the account, once, within a day: ${invitationTo(setup, webAddressOf(door.host, webPort, isTls))}`,
        ]),
    `  Limit       ${limits['max-clients']} connections${config.rates ? '' : '; flood and per-address limits are off'}`,
    '',
  ]
  if (isLoopback(door.host))
    lines.push(
      `  Only this machine can connect. To let the network in: --host 0.0.0.0 (or --host :: for IPv6 too)${isTls ? '' : ' --tls self-signed'}`,
    )
  else {
    const addresses = everywhere ? networkAddresses(door.host === '::') : [door.host]
    for (const address of addresses) lines.push(`  From the network: ${raw(address)}`)
    if (!isTls)
      lines.push('  Warning: this hub listens beyond this machine without TLS. Whoever is on the way can read and change what is said.')
  }
  lines.push('  Stop it with Ctrl-C.', '')
  return lines.join('\n')
}

/** Where a browser finds the page, as far as the hub knows; undefined while the web door is shut. */
export function webAddressOf(host: string, port: number | undefined, isTls: boolean): string | undefined {
  if (port === undefined) return undefined
  const everywhere = host === '0.0.0.0' || host === '::'
  const shown = everywhere ? (networkAddresses(false)[0] ?? '127.0.0.1') : host
  return `${isTls ? 'https' : 'http'}://${writeAddress(shown, port)}`
}

function networkAddresses(withIPv6: boolean): string[] {
  return Object.values(networkInterfaces())
    .flatMap(addresses => addresses ?? [])
    .filter(({ internal, family, address }) => !internal && (family === 'IPv4' || (withIPv6 && !address.startsWith('fe80'))))
    .map(({ address }) => address)
}
