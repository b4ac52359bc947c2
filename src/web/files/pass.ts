// The pass by which the browser itself fetches files: pictures, players, downloads. A cookie that the hub sets and no script sees.
import { useEffect } from 'react'
import { browserStorage } from '../../client/browser.ts'
import { useParty } from '../party/party.ts'
import { storeOf } from '../store.ts'

/** Another number when there is a new pass: what could not be fetched is worth another try. */
export const passes = storeOf(0)

/** So soon after the first hello the token may not be kept yet. */
const keptSoonMs = 200
const triesMax = 10

export async function askForPass(tries = 0): Promise<void> {
  const saved = await browserStorage(window.localStorage).load()
  if (saved?.token === undefined) {
    if (tries < triesMax) setTimeout(() => void askForPass(tries + 1), keptSoonMs)
    return
  }
  // Where it fails there is no connection, and one asks again when there is.
  const answer = await fetch('/file', { method: 'POST', headers: { authorization: `Bearer ${saved.token}` } }).catch(() => undefined)
  if (answer?.ok === true) passes.set(number => number + 1)
}

let askedOn: unknown

/** Has a pass ready on every new connection; the hub forgets passes when it is started anew. */
export function usePass(): void {
  const connection = useParty(state => state.connection)
  useEffect(() => {
    if (connection.at !== 'live' || askedOn === connection) return
    askedOn = connection
    void askForPass()
  }, [connection])
}
