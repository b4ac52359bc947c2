// Whether the token that this browser keeps is an account's.
import { keep, readKept } from '../store.ts'

const key = 'partyline-signed-in'

export const isSignedInHere = (): boolean => readKept(key) === true
export const markSignedIn = (is: boolean): void => keep(key, is)
