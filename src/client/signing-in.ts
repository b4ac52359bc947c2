// Signing in and making an account, before there is a guest: one question on a connection of its own, answered with the token for `connect`.
import type { AccountView } from '../protocol/accounts.ts'
import type { Clock } from './api.ts'
import { systemClock } from './clock.ts'
import { PartylineError } from './error.ts'
import { type Asked, readHubFrame } from './frames.ts'
import { sdkBounds } from './sdk-bounds.ts'
import type { Transport } from './transport.ts'
import { webSocket } from './web-socket.ts'

/** `code`: of an authenticator app, or a recovery code, where the account wants one. `device`: what signs in, in its own words. */
export type Credentials = { readonly login: string; readonly password: string; readonly code?: string; readonly device?: string }
/** `name` is what one is called, the login unless it is given; `invitation` a code, where the hub wants one. */
export type NewAccount = Omit<Credentials, 'code'> & { readonly name?: string; readonly invitation?: string }
/** The token is for `connect`, with `signedIn`. It is a secret. */
export type SignedIn = { readonly account: AccountView; readonly token: string; readonly expiresAt: number }
export type SigningInOptions = { readonly transport?: Transport; readonly clock?: Clock }

/** Rejects with a `PartylineError`: `bad-sign-in`, `code-needed`, `bad-code`, `too-many-tries`, `unreachable`, ... */
export const signIn = (url: string, { login, password, code, device }: Credentials, options: SigningInOptions = {}): Promise<SignedIn> =>
  askOnce(url, { verb: 'login', login, password, ...(code !== undefined && { code }), ...(device !== undefined && { device }) }, options)

/** Rejects with a `PartylineError`: `bad-invitation`, `invitation-needed`, `weak-password`, `name-taken`, `bad-name`, `unreachable`, ... */
export function register(url: string, wanted: NewAccount, options: SigningInOptions = {}): Promise<SignedIn> {
  return askOnce(url, { verb: 'register', ...wanted }, options)
}

function askOnce(url: string, asked: Asked, { transport = webSocket, clock = systemClock }: SigningInOptions): Promise<SignedIn> {
  const { promise, resolve, reject } = Promise.withResolvers<SignedIn>()
  const fail = (code: string, sentence: string): void => reject(new PartylineError(code, sentence))
  const id = 'sign-in'
  const link = transport(new URL(url), {
    opened: () => link.send(JSON.stringify({ id, ...asked })),
    frame: json => {
      const frame = readHubFrame(json)
      if (frame?.event === 'refused') fail(frame.code, frame.sentence)
      else if (frame?.event === 'signed-in' && frame.re === id)
        resolve({ account: frame.account, token: frame.token, expiresAt: frame.expiresAt })
    },
    closed: sentence => fail('unreachable', sentence),
  })
  const cancel = clock.after(sdkBounds.signingInMs, () => fail('silent', 'The hub did not answer in time. Try again.'))
  return promise.finally(() => {
    cancel()
    link.close()
  })
}
