// Secrets that the hub itself has to read again, such as those of authenticator apps: encrypted in the database by a key that stands beside it,
// so that a copy of the database alone tells nothing.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

export type Sealing = { seal(text: string): string; open(sealed: string): string }

/** The key is made when there is something to seal for the first time. `secret.key` of the data folder, for the hub's own user alone. */
export function sealingIn(folder: string): Sealing {
  const path = join(folder, 'secret.key')
  let known: Buffer | undefined
  const key = (): Buffer => {
    if (!existsSync(path)) writeFileSync(path, randomBytes(keyBytes), { mode: 0o600, flag: 'wx', flush: true })
    known ??= readFileSync(path)
    if (known.length !== keyBytes) throw new Error(`${path} is no key of this hub.`)
    return known
  }
  return {
    seal: text => {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', key(), nonce)
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
    },
    open: sealed => {
      const bytes = Buffer.from(sealed, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key(), bytes.subarray(0, nonceBytes))
      decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
      return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8')
    },
  }
}
