// Where what was seen last is kept: one value in the browser's database. A browser that keeps nothing has none.
import type { LastSeen } from './last-seen.ts'

const [database, store, key] = ['partyline', 'seen', 'last'] as const

export const putSeen = (seen: LastSeen): Promise<unknown> => inStore('readwrite', seenBox => seenBox.put(seen, key))
export const dropSeen = (): Promise<unknown> => inStore('readwrite', seenBox => seenBox.delete(key))
export const getSeen = async (): Promise<LastSeen | undefined> =>
  (await inStore('readonly', seenBox => seenBox.get(key))) as LastSeen | undefined

async function inStore(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  try {
    const opening = window.indexedDB.open(database, 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore(store)
    const db = (await answerOf(opening)) as IDBDatabase
    try {
      return await answerOf(ask(db.transaction(store, mode).objectStore(store)))
    } finally {
      db.close()
    }
  } catch {
    return undefined
  }
}

const answerOf = (request: IDBRequest): Promise<unknown> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
