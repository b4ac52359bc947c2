// All that may be asked of a database thread, by name: writes, which share transactions, and reads, which have a thread of their own.
import { append, entriesAfter } from './queries/entries.ts'
import { dropStagedUpload, knownHash, publish, rememberHash, saveStagedUpload, stagedUploads } from './queries/files.ts'
import { findGuest, rememberGuest, saveGuest } from './queries/guests.ts'
import { beat, dropSetting, saveSetting, start } from './queries/hub.ts'
import { changeSession, endSession, openSession, pastSessions } from './queries/sessions.ts'
import type { Sqlite } from './sqlite.ts'

export const writes = {
  start,
  append,
  openSession,
  changeSession,
  endSession,
  saveGuest,
  rememberGuest,
  rememberHash,
  publish,
  saveStagedUpload,
  dropStagedUpload,
  saveSetting,
  dropSetting,
  beat,
}

export const reads = { entriesAfter, pastSessions, findGuest, knownHash, stagedUploads }

// biome-ignore lint/suspicious/noExplicitAny: the parameters of every operation, whatever they are; each caller is checked against its own.
export type Operations = Record<string, (db: Sqlite, ...values: any[]) => unknown>

/** What is asked for in one go; of a writer, what is stored together. */
export type Ask = readonly { readonly name: string; readonly values: readonly unknown[] }[]
export type Answer = { readonly value: unknown } | { readonly failure: 'full' | 'failed' | 'fatal' | 'fault'; readonly message: string }

export type ThreadStart = { readonly path: string; readonly role: 'write' | 'read' }
/** First of all a thread says whether it could open the database. */
export type Opened = { readonly opened: true } | { readonly opened: false; readonly sentence: string }
