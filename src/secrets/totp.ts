// Codes of an authenticator app: TOTP as RFC 6238 has it, SHA-1, six digits, 30 seconds, which is what all apps can do.
import { Secret, TOTP } from 'otpauth'

const periodSeconds = 30
/** Clocks may differ by one step. */
const stepsAround = 1
const secretBytes = 20

export function newTotp(login: string): { secret: string; uri: string } {
  const secret = new Secret({ size: secretBytes })
  return { secret: secret.base32, uri: new TOTP({ issuer: 'Partyline', label: login, secret }).toString() }
}

/** The time step whose code it is, `at` milliseconds since 1970; undefined when it is none of now. */
export function totpStep(secret: string, code: string, at: number): number | undefined {
  const token = code.replaceAll(' ', '')
  if (!/^\d{6}$/.test(token)) return undefined
  const delta = new TOTP({ secret: Secret.fromBase32(secret), period: periodSeconds }).validate({
    token,
    timestamp: at,
    window: stepsAround,
  })
  return delta === null ? undefined : Math.floor(at / 1_000 / periodSeconds) + delta
}
