// How somebody comes in with an account: the token goes where the page keeps who one is, and the page begins anew as that account.
import { markSignedIn } from '../party/signed-in.ts'
import { keep } from '../store.ts'

/** Where the SDK keeps who one is (`browserStorage`). */
const identityKey = 'partyline'

export function comeInWith(token: string): void {
  keep(identityKey, { hub: '', token, cursors: {}, outbox: [] })
  markSignedIn(true)
  window.location.assign('/')
}

/** Nobody is signed in here any more. */
export function goOut(): void {
  keep(identityKey, null)
  markSignedIn(false)
  window.location.assign('/')
}

/** What is told of this browser where one is signed in. */
export function browserName(): string {
  const agent = window.navigator.userAgent
  const [name = 'a browser'] = ['Firefox', 'Edg', 'OPR', 'Chrome', 'Safari'].filter(one => agent.includes(one))
  const [system = ''] = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS', 'CrOS', 'Linux'].filter(one => agent.includes(one))
  const shown = { Edg: 'Edge', OPR: 'Opera' }[name] ?? name
  return system === '' ? shown : `${shown}, ${system}`
}

export const hubUrl = (): string => `${window.location.protocol === 'https:' ? 'wss' : 'ws'}://${window.location.host}`
