// What of the uploads under way is kept in the browser, so that they go on when the page is loaded again. Small files are kept whole; a large one
// would be copied, so of it only what it was is kept, and it is asked for again.

export type Kept = {
  readonly key: string
  readonly room: number
  readonly name: string
  readonly bytes: number
  readonly at: number
  readonly paused: boolean
  /** With it the hub goes on where it stopped. */
  readonly url?: string
}

const wholeBytesMax = 64 * 1_024 * 1_024
const allBytesMax = 256 * 1_024 * 1_024
const stores = ['sendings', 'files'] as const
const version = 1

let opening: Promise<IDBDatabase | undefined> | undefined

/** A browser that keeps nothing goes without. */
function opened(): Promise<IDBDatabase | undefined> {
  opening ??= new Promise(resolve => {
    try {
      const request = window.indexedDB.open('partyline-uploads', version)
      request.addEventListener('upgradeneeded', () => {
        for (const name of stores) request.result.createObjectStore(name)
      })
      request.addEventListener('success', () => resolve(request.result))
      request.addEventListener('error', () => resolve(undefined))
      request.addEventListener('blocked', () => resolve(undefined))
    } catch {
      resolve(undefined)
    }
  })
  return opening
}

async function change(work: (store: (name: (typeof stores)[number]) => IDBObjectStore) => void): Promise<void> {
  const database = await opened()
  if (database === undefined) return
  try {
    const transaction = database.transaction([...stores], 'readwrite')
    work(name => transaction.objectStore(name))
    await new Promise<void>(resolve => {
      for (const end of ['complete', 'error', 'abort']) transaction.addEventListener(end, () => resolve())
    })
  } catch {
    // Full, or taken away meanwhile: then it is not kept.
  }
}

export const keepSending = (kept: Kept): Promise<void> => change(store => store('sendings').put(kept, kept.key))

/** How much of what this page has sent is kept, by key. */
const whole = new Map<string, number>()

export async function keepFile(key: string, file: File): Promise<void> {
  const all = whole.values().reduce((sum, bytes) => sum + bytes, file.size)
  if (file.size > wholeBytesMax || all > allBytesMax) return
  whole.set(key, file.size)
  await change(store => store('files').put(file, key))
}

export function forgetSending(key: string): Promise<void> {
  whole.delete(key)
  return change(store => {
    store('sendings').delete(key)
    store('files').delete(key)
  })
}

/** All that was under way, the oldest first, each with its file where that was kept. */
export async function keptSendings(): Promise<readonly { readonly kept: Kept; readonly file: File | undefined }[]> {
  const database = await opened()
  if (database === undefined) return []
  const transaction = database.transaction([...stores])
  const all = await answered<Kept[]>(transaction.objectStore('sendings').getAll())
  const files = await Promise.all((all ?? []).map(({ key }) => answered<File>(transaction.objectStore('files').get(key))))
  return (all ?? []).map((kept, index) => ({ kept, file: files[index] })).sort((one, other) => one.kept.at - other.kept.at)
}

const answered = <T>(request: IDBRequest): Promise<T | undefined> =>
  new Promise(resolve => {
    request.addEventListener('success', () => resolve(request.result as T | undefined))
    request.addEventListener('error', () => resolve(undefined))
  })
