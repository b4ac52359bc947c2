// Passwords on the line door: they do not stand in the line of their command, where a screen and a history of lines would keep them, but each in
// the line after it. A terminal shows them all the same.
import type { Hub } from '../hub/hub.ts'
import type { Session } from '../hub/session.ts'
import { perform } from '../hub/verbs/index.ts'
import type { Command, Event, SecretWanted } from '../protocol/messages.ts'
import { Refusal } from '../protocol/refusals.ts'

export type SecretAsked = { readonly asks: Event; readonly make: (line: string) => Command }

/** What a command still lacks, and what the next line makes of it; undefined when nothing is missing. */
export function secretFor(asked: Command, isEncrypted: boolean): SecretAsked | undefined {
  switch (asked.verb) {
    case 'login':
    case 'register':
      if (asked.password !== '') return undefined
      return { asks: ask('PASSWORD', 'Type your password.', isEncrypted), make: line => ({ ...asked, password: line === '' ? ' ' : line }) }
    case 'twosteps':
      if (asked.password !== undefined || asked.act === 'begin' || asked.act === 'confirm') return undefined
      return { asks: ask('PASSWORD', 'Type your password.', isEncrypted), make: line => ({ ...asked, password: line }) }
    case 'password':
      if (asked.old === '')
        return {
          asks: ask('PASSWORD', 'Type your present password.', isEncrypted),
          make: line => ({ ...asked, old: line === '' ? ' ' : line }),
        }
      if (asked.new !== '') return undefined
      return { asks: ask('NEW-PASSWORD', 'Type the new one.', isEncrypted), make: line => ({ ...asked, new: line === '' ? ' ' : line }) }
    default:
      return undefined
  }
}

function ask(wants: SecretWanted, sentence: string, isEncrypted: boolean): Event {
  const seen = isEncrypted
    ? 'Your terminal shows it.'
    : 'Your terminal shows it, and this connection is not encrypted: whoever is on the way can read it.'
  return { event: 'secret', wants, sentence: `${sentence} ${seen}` }
}

/** After the password a code is wanted, too; undefined when the refusal says something else, or one was given. */
export function codeFor(asked: Command, thrown: unknown): SecretAsked | undefined {
  if (asked.verb !== 'login' || !(thrown instanceof Refusal) || thrown.code !== 'code-needed' || asked.code !== undefined) return undefined
  const asks: Event = { event: 'secret', wants: 'CODE', sentence: 'Type the code of your app, or a recovery code.' }
  return { asks, make: line => ({ ...asked, code: line }) }
}

/** Whoever may not come in has so long to sign in, and takes the place of somebody else meanwhile. */
export const isLate = (hub: Hub, session: Session | undefined, hereMs: number): boolean =>
  session !== undefined && hereMs > hub.limits['sign-in-seconds'] * 1_000 && !hub.letsIn(session.guest)

/** Whoever signs in by lines is the account from there on. */
export async function comeBackAs(hub: Hub, session: Session, token: string): Promise<void> {
  const outcome = await perform(hub, session, { verb: 'resume', token })
  if (outcome.kind === 'reply') outcome.after?.()
}
