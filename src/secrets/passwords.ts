// Passwords: argon2id, written as PHC strings. Each takes a thread and 19 MiB for a while, so only so many are hashed at once.
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { limits } from '../protocol/limits.ts'
import { Refusal } from '../protocol/refusals.ts'

/** Memory in KiB. */
type Cost = { readonly memory: number; readonly passes: number; readonly parallelism: number }

const cost: Cost = { memory: 19_456, passes: 2, parallelism: 1 }
const saltBytes = 16
const tagBytes = 32

const derive = promisify(argon2)
let working = 0
const waiting: (() => void)[] = []

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes)
  const tag = await tagOf(password, salt, tagBytes, cost)
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${plain(salt)}$${plain(tag)}`
}

export async function isPassword(password: string, hash: string): Promise<boolean> {
  const [, m = '', t = '', p = '', salt = '', tag = ''] =
    /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(hash) ?? []
  const expected = Buffer.from(tag, 'base64')
  if (expected.length === 0) throw new Error('This is no hash of a password.')
  const own = { memory: Number(m), passes: Number(t), parallelism: Number(p) }
  return timingSafeEqual(await tagOf(password, Buffer.from(salt, 'base64'), expected.length, own), expected)
}

/** PHC strings carry Base64 without padding. */
const plain = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')

async function tagOf(password: string, nonce: Buffer, tagLength: number, own: Cost): Promise<Buffer> {
  while (working >= limits.passwordsTogetherMax) {
    if (waiting.length >= limits.passwordsWaitingMax) throw new Refusal('too-many', 'Too many passwords are being checked. Try again soon.')
    await new Promise<void>(resolve => waiting.push(resolve))
  }
  working++
  try {
    // However it was typed, the same characters are the same password.
    return await derive('argon2id', { ...own, message: Buffer.from(password.normalize('NFC')), nonce, tagLength })
  } finally {
    working--
    waiting.shift()?.()
  }
}
