// All that may be asked of a database thread, by name: writes, which share transactions, and reads, which have a thread of their own.
import {
  accounts,
  dropInvitation,
  dropSignIns,
  dropTwoSteps,
  invitations,
  invitationWith,
  makeAccount,
  passwordOf,
  renameAccount,
  renewSignIn,
  saveInvitation,
  savePassword,
  saveRecoveryCodes,
  saveRole,
  saveSignIn,
  saveTwoSteps,
  signIns,
  takeRecoveryCode,
  takeTotpStep,
  totpSecretOf,
  touchSignIn,
} from './queries/accounts.ts'
import { append } from './queries/append.ts'
import { bans, dropBan, saveBan } from './queries/bans.ts'
import { entriesAfter, entriesAt, storedUnder } from './queries/entries.ts'
import {
  bytesOfFiles,
  fileById,
  fileNamed,
  filesAfter,
  filesExpired,
  filesNamed,
  filesUnhashed,
  keepFiles,
  moveFile,
  noticeFiles,
  publishFile,
  rememberHash,
  removeFile,
} from './queries/files.ts'
import { acquaintances, findGuest, forgetToken, rememberGuest, saveGuest } from './queries/guests.ts'
import { beat, dropSetting, saveSetting, start } from './queries/hub.ts'
import { retain } from './queries/retention.ts'
import { createRoom, listRooms, members, membership, memberships, read, room, settleIn, standing } from './queries/rooms.ts'
import { changeSession, endSession, openSession, pastSessions } from './queries/sessions.ts'
import { dropShare, saveShare, share, sharesOf, takeShare } from './queries/shares.ts'
import { timeline } from './queries/timeline.ts'
import { dropTransfer, saveTransfer, transfers } from './queries/transfers.ts'
import type { Sqlite } from './sqlite.ts'

export const writes = {
  start,
  append,
  createRoom,
  read,
  settleIn,
  retain,
  openSession,
  changeSession,
  endSession,
  saveGuest,
  rememberGuest,
  forgetToken,
  publishFile,
  removeFile,
  moveFile,
  noticeFiles,
  rememberHash,
  keepFiles,
  saveTransfer,
  dropTransfer,
  saveShare,
  takeShare,
  dropShare,
  makeAccount,
  renameAccount,
  saveRole,
  savePassword,
  saveTwoSteps,
  dropTwoSteps,
  takeTotpStep,
  saveRecoveryCodes,
  takeRecoveryCode,
  saveSignIn,
  renewSignIn,
  touchSignIn,
  dropSignIns,
  saveInvitation,
  dropInvitation,
  saveBan,
  dropBan,
  saveSetting,
  dropSetting,
  beat,
}

export const reads = {
  entriesAfter,
  entriesAt,
  storedUnder,
  timeline,
  room,
  listRooms,
  memberships,
  membership,
  standing,
  members,
  acquaintances,
  pastSessions,
  findGuest,
  fileById,
  fileNamed,
  filesAfter,
  filesNamed,
  filesUnhashed,
  filesExpired,
  bytesOfFiles,
  transfers,
  share,
  sharesOf,
  accounts,
  passwordOf,
  totpSecretOf,
  signIns,
  invitations,
  invitationWith,
  bans,
}

/** Operations by name, each with parameters of its own; `DatabaseThread.ask` checks every caller against them. */
export type Operations = Record<string, (db: Sqlite, ...values: never[]) => unknown>

/** What is asked for in one go; of a writer, what is stored together. */
export type Ask = readonly { readonly name: string; readonly values: readonly unknown[] }[]
export type Answer = { readonly value: unknown } | { readonly failure: 'full' | 'failed' | 'fatal' | 'fault'; readonly message: string }

/** The first message a thread is sent is the path of the database; first of all it says whether it could open that. */
export type ThreadStart = { readonly role: 'write' | 'read' }
export type Opened = { readonly opened: true } | { readonly opened: false; readonly sentence: string }
