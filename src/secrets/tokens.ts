// Random tokens, and the hash by which the store knows them. A token has 192 random bits, so a plain SHA-256 of it cannot be searched.
import { createHash, randomBytes } from 'node:crypto'
import type { Secrets } from '../hub/ports.ts'
import { hashPassword, isPassword } from './passwords.ts'

const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')

export const secrets: Secrets = {
  hashToken,
  newToken: () => {
    const token = randomBytes(24).toString('base64url')
    return { token, hash: hashToken(token) }
  },
  newId: () => randomBytes(16).toString('hex'),
  hashPassword,
  isPassword,
}
