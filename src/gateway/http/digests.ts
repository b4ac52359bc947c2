// SHA-256 as HTTP writes it: as an ETag, and as a digest field (RFC 9530).
import type { IncomingHttpHeaders } from 'node:http'
import { Refusal } from '../../protocol/refusals.ts'

export const etagOf = (sha256: string): string => `"${sha256}"`

/** The headers that tell a file's SHA-256. */
export const digestHeaders = (sha256: string) => ({
  etag: etagOf(sha256),
  'repr-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
})

/** The SHA-256 that a sender declares, in hex. Refusals: `bad-command` where it cannot be read, `wrong-hash` where two differ. */
export function declaredSha256(headers: IncomingHttpHeaders): string | undefined {
  const declared = [fromField(headers['repr-digest']), fromField(headers['content-digest']), fromHex(headers['x-checksum-sha256'])]
  const [first, ...others] = declared.filter(sha256 => sha256 !== undefined)
  if (others.some(sha256 => sha256 !== first)) throw new Refusal('wrong-hash', 'Two different SHA-256 are declared for one file.')
  return first
}

/** Of a field such as `sha-512=:...:, sha-256=:...:`; other algorithms are passed over. */
function fromField(value: string | string[] | undefined): string | undefined {
  const members = [value ?? []].flat().join(',').split(',')
  const member = members.map(one => one.trim()).findLast(one => one.startsWith('sha-256='))
  if (member === undefined) return undefined
  const base64 = /^sha-256=:([A-Za-z0-9+/]{43}=):/.exec(member)?.[1]
  if (base64 === undefined) throw new Refusal('bad-command', 'A digest is written sha-256=:<base64 of 32 bytes>:.')
  return Buffer.from(base64, 'base64').toString('hex')
}

function fromHex(value: string | string[] | undefined): string | undefined {
  if (value === undefined) return undefined
  const hex = String(value).trim().toLowerCase()
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new Refusal('bad-command', 'X-Checksum-Sha256 is 64 hexadecimal digits.')
  return hex
}
