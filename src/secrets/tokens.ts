// Random tokens, and the hash by which the store knows them. A token has 192 random bits, so a plain SHA-256 of it cannot be searched.
import { createHash, randomBytes } from 'node:crypto'
import type { Secrets } from '../hub/ports.ts'
import { hashPassword, isPassword } from './passwords.ts'
import { type Sealing, sealingIn } from './sealing.ts'
import { weakness } from './strength/strength.ts'
import { newTotp, totpStep } from './totp.ts'

const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Crockford's Base32: no letter that is taken for a digit or for another one, and no U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const codeLetters = 20

/** What was typed, as it was meant: without its hyphens, in capitals, and what looks like a digit as that digit. */
const plainCode = (code: string): string =>
  code
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')

const hashCode = (code: string): string => hashToken(plainCode(code))

function newCode(): { code: string; hash: string } {
  // 32 letters: five bits of each byte are as even as the byte is.
  const letters = Array.from(randomBytes(codeLetters), byte => alphabet.charAt(byte % alphabet.length)).join('')
  return { code: letters.replace(/(.{5})(?=.)/g, '$1-'), hash: hashCode(letters) }
}

/** All secrets of a hub whose data lie in this folder. */
export const secretsIn = (folder: string): Secrets => ({ ...sealingIn(folder), ...plainSecrets })

const plainSecrets: Omit<Secrets, keyof Sealing> = {
  hashToken,
  newToken: () => {
    const token = randomBytes(24).toString('base64url')
    return { token, hash: hashToken(token) }
  },
  newCode,
  hashCode,
  newId: () => randomBytes(16).toString('hex'),
  hashPassword,
  isPassword,
  weakness,
  newTotp,
  totpStep,
}
