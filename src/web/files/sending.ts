// The files on their way from this page: a few at a time, through whatever breaks, and on again when the page is loaded anew.
import type { Partyline } from '../../client/connect.ts'
import { PartylineError } from '../../client/error.ts'
import { makeIds } from '../../client/ids.ts'
import type { Progress, Transfer } from '../../client/transfers/api.ts'
import { storeOf } from '../store.ts'
import type { Gathered } from './gathering.ts'
import { forgetSending, keepFile, keepSending, keptSendings } from './kept-files.ts'

type Stage =
  | { readonly at: 'queued' }
  | { readonly at: 'moving'; readonly progress: Progress }
  | { readonly at: 'sent' }
  /** The hub said no, and why. */
  | { readonly at: 'refused'; readonly sentence: string }
  /** The page has not got the file: it was loaded again, or the file can be read no more. */
  | { readonly at: 'lost'; readonly why: 'reload' | 'unreadable' }

export type Sending = {
  readonly key: string
  readonly room: number
  readonly name: string
  readonly bytes: number
  /** When it was handed over. */
  readonly began: number
  readonly paused: boolean
  readonly url: string | undefined
  readonly stage: Stage
}

/** So many go at once: more would only make each of them slower. */
const together = 3
/** So long what has arrived stays to be seen. */
const shownMs = 4_000

export const sendings = storeOf<readonly Sending[]>([])

// What an upload does comes with this file: were it fetched with the first upload only, the hub might have another build by then.
void import('../../client/transfers/uploading.ts').catch(() => undefined)

const newKey = makeIds()
/** What is there for a sending besides what is drawn of it. */
const files = new Map<string, File>()
const transfers = new Map<string, Transfer>()
let party: Partyline | undefined

/** From now on files go by this connection; those that were under way when the page was closed go on. */
export function sendBy(connection: Partyline): void {
  if (party !== undefined) return
  party = connection
  void keptSendings().then(all => {
    const again = all.map(({ kept, file }): Sending => {
      if (file !== undefined) files.set(kept.key, file)
      const { at: began, url, ...rest } = kept
      return { ...rest, began, url, stage: file === undefined ? { at: 'lost', why: 'reload' } : { at: 'queued' } }
    })
    sendings.set(present => [...again, ...present])
    next()
  })
}

export function send(room: number, gathered: readonly Gathered[]): void {
  const began = Date.now()
  const fresh = gathered.map(({ name, file }, index): Sending => {
    const key = newKey()
    files.set(key, file)
    return { key, room, name, bytes: file.size, began: began + index, paused: false, url: undefined, stage: { at: 'queued' } }
  })
  sendings.set(present => [...present, ...fresh])
  for (const one of fresh) void keep(one)
  for (const { key } of fresh) {
    const file = files.get(key)
    if (file !== undefined) void keepFile(key, file)
  }
  next()
}

export function pause(key: string): void {
  transfers.get(key)?.pause()
  void keep(change(key, one => ({ ...one, paused: true })))
  next()
}

export function resume(key: string): void {
  void keep(change(key, one => ({ ...one, paused: false })))
  transfers.get(key)?.resume()
  next()
}

/** Nobody wants it any more, here or at the hub. */
export function cancel(key: string): void {
  const one = find(key)
  const transfer = transfers.get(key)
  leave(key)
  if (transfer !== undefined) transfer.cancel().catch(() => {})
  else if (one?.url !== undefined) void endAtHub(one, one.url)
  next()
}

/** What the hub refused is asked again, from where it stands. */
export function retry(key: string): void {
  transfers.delete(key)
  change(key, one => ({ ...one, paused: false, stage: files.has(key) ? { at: 'queued' } : { at: 'lost', why: 'reload' } }))
  next()
}

/** The file is given again. False when it surely is another one; where only the length is the same, the SHA-256 tells at the end. */
export function giveAgain(key: string, file: File): boolean {
  const one = find(key)
  if (one === undefined || file.size !== one.bytes) return false
  files.set(key, file)
  change(key, before => ({ ...before, paused: false, stage: { at: 'queued' } }))
  next()
  return true
}

const find = (key: string): Sending | undefined => sendings.get().find(one => one.key === key)

function change(key: string, changed: (one: Sending) => Sending): Sending | undefined {
  sendings.set(all => all.map(one => (one.key === key ? changed(one) : one)))
  return find(key)
}

function leave(key: string): void {
  files.delete(key)
  transfers.delete(key)
  sendings.set(all => all.filter(one => one.key !== key))
  void forgetSending(key)
}

async function keep(one: Sending | undefined): Promise<void> {
  if (one === undefined) return
  const { key, room, name, bytes, began, paused, url } = one
  await keepSending({ key, room, name, bytes, at: began, paused, ...(url !== undefined && { url }) })
}

/** Those whose turn it is begin. */
function next(): void {
  if (party === undefined) return
  const all = sendings.get()
  const going = all.filter(({ stage, paused }) => stage.at === 'moving' && !paused).length
  const turn = all.filter(({ stage, paused }) => stage.at === 'queued' && !paused).slice(0, Math.max(0, together - going))
  for (const one of turn) begin(party, one)
}

function begin(by: Partyline, { key, room, name, url }: Sending): void {
  const file = files.get(key)
  if (file === undefined) {
    change(key, one => ({ ...one, stage: { at: 'lost', why: 'reload' } }))
    return
  }
  // Nothing is overwritten, and nobody has to think of another name.
  const transfer = by.room(room).upload(file, { name, ifTaken: 'rename', ...(url !== undefined && { resumeUrl: url }) })
  transfers.set(key, transfer)
  const show = (progress: Progress): void => {
    if (transfers.get(key) !== transfer) return
    const before = find(key)
    const after = change(key, one => ({ ...one, url: transfer.url ?? one.url, stage: { at: 'moving', progress } }))
    if (after?.url !== before?.url) void keep(after)
  }
  show(transfer.progress)
  transfer.onProgress(show)
  transfer.done.then(
    () => arrived(key),
    thrown => failed(key, transfer, thrown),
  )
}

function arrived(key: string): void {
  if (find(key) === undefined) return
  files.delete(key)
  transfers.delete(key)
  void forgetSending(key)
  change(key, one => ({ ...one, stage: { at: 'sent' } }))
  setTimeout(() => leave(key), shownMs)
  next()
}

function failed(key: string, transfer: Transfer, thrown: unknown): void {
  // It may have been taken off, or begun anew.
  if (transfers.get(key) !== transfer) return
  transfers.delete(key)
  // The page goes, or another tab has taken over: whoever comes back goes on with it.
  if (thrown instanceof PartylineError && (thrown.code === 'closed' || thrown.code === 'interrupted')) return
  if (thrown instanceof PartylineError) change(key, one => ({ ...one, stage: { at: 'refused', sentence: thrown.sentence } }))
  else {
    files.delete(key)
    change(key, one => ({ ...one, stage: { at: 'lost', why: 'unreadable' } }))
  }
  next()
}

/** It was begun before the page was loaded again, and the hub still has what came. */
async function endAtHub({ room }: Sending, url: string): Promise<void> {
  if (party === undefined) return
  const nothing = new Blob([])
  await party
    .room(room)
    .upload(nothing, { name: 'nothing', resumeUrl: url })
    .cancel()
    .catch(() => {})
}
