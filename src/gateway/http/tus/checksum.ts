// The checksum that a tus client sends with the bytes of one request.
import { createHash, type Hash } from 'node:crypto'
import { Refusal } from '../../../protocol/refusals.ts'

const bytesOf = { sha1: 20, sha256: 32, sha512: 64, md5: 16 } as const
type Algorithm = keyof typeof bytesOf
const isAlgorithm = (name: string): name is Algorithm => Object.hasOwn(bytesOf, name)

export const checksumAlgorithms = Object.keys(bytesOf).join(',')

export type Checksum = { readonly hash: Hash; readonly expected: Buffer }

/** `sha1 <base64>`. Refusal: `bad-command`. */
export function readChecksum(header: string | undefined): Checksum | undefined {
  if (header === undefined) return undefined
  const [, algorithm = '', base64 = ''] = /^([a-z0-9]+) ([A-Za-z0-9+/]+={0,2})$/.exec(header) ?? []
  const expected = Buffer.from(base64, 'base64')
  if (!isAlgorithm(algorithm) || expected.length !== bytesOf[algorithm])
    throw new Refusal('bad-command', `Upload-Checksum is one of ${checksumAlgorithms}, a space and the checksum in Base64.`)
  return { hash: createHash(algorithm), expected }
}

export const isRight = ({ hash, expected }: Checksum): boolean => hash.digest().equals(expected)
