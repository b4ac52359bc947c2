// The store on SQLite: a writer thread, whose commits are shared, and a reader thread, so that a scan never waits for a commit nor a
// commit for a scan.
import { join } from 'node:path'
import type { Store } from '../hub/ports.ts'
import type { reads, writes } from './operations.ts'
import { DatabaseThread } from './thread.ts'

/** The threads of a store that is not open yet: they are started before anything else, and load while the rest of the hub does. */
export type StoreThreads = AsyncDisposable & {
  /** Opens `partyline.sqlite` in the data folder. Throws `CannotOpen`. */
  open(folder: string): Promise<Store>
}

/** `onDead` is told when the hub has to stop. */
export function startStore(onDead: (sentence: string) => void): StoreThreads {
  const writer = new DatabaseThread<typeof writes>('write', onDead)
  const reader = new DatabaseThread<typeof reads>('read', onDead)
  const close = async (): Promise<void> => {
    await reader.close()
    await writer.close()
  }
  return {
    open: async folder => {
      const path = join(folder, 'partyline.sqlite')
      await writer.open(path)
      await reader.open(path)
      return storeOn(writer, reader, close)
    },
    [Symbol.asyncDispose]: close,
  }
}

function storeOn(writer: DatabaseThread<typeof writes>, reader: DatabaseThread<typeof reads>, close: () => Promise<void>): Store {
  return {
    start: (at, dataId) => writer.ask('start', at, dataId),
    append: entries => writer.ask('append', entries),
    entriesAfter: (room, seq, most) => reader.ask('entriesAfter', room, seq, most),
    entriesAt: places =>
      reader.ask(
        'entriesAt',
        places.map(({ room, seq }) => ({ room, seq })),
      ),
    timeline: (room, guest, asked) => reader.ask('timeline', room, guest, asked),
    createRoom: room => writer.ask('createRoom', room),
    room: ref => reader.ask('room', ref),
    listRooms: (guest, after, most) => reader.ask('listRooms', guest, after, most),
    memberships: guest => reader.ask('memberships', guest),
    membership: (guest, room) => reader.ask('membership', guest, room),
    standing: (guest, room) => reader.ask('standing', guest, room),
    members: (room, after, most) => reader.ask('members', room, after, most),
    settleIn: (guest, lobby, seq) => writer.ask('settleIn', guest, lobby, seq),
    storedUnder: (guest, id) => reader.ask('storedUnder', guest, id),
    read: (guest, room, seq) => writer.ask('read', guest, room, seq),
    acquaintances: (guest, nameKey) => reader.ask('acquaintances', guest, nameKey),
    retain: at => writer.ask('retain', at),
    openSession: (session, nextGuestNumber) => writer.ask('openSession', session, nextGuestNumber),
    changeSession: (id, change) => writer.ask('changeSession', id, change),
    endSession: (id, at, reason) => writer.ask('endSession', id, at, reason),
    pastSessions: most => reader.ask('pastSessions', most),
    saveGuest: (guest, tokenHash, at) => writer.ask('saveGuest', guest, tokenHash, at),
    rememberGuest: (guest, at) => writer.ask('rememberGuest', guest, at),
    forgetToken: guest => writer.ask('forgetToken', guest),
    findGuest: (tokenHash, usedSince) => reader.ask('findGuest', tokenHash, usedSince),
    fileById: id => reader.ask('fileById', id),
    fileNamed: (room, name) => reader.ask('fileNamed', room, name),
    filesAfter: (room, after, most) => reader.ask('filesAfter', room, after, most),
    filesNamed: (room, names) => reader.ask('filesNamed', room, names),
    publishFile: (file, entry, how) => writer.ask('publishFile', file, entry, how),
    removeFile: (id, entry) => writer.ask('removeFile', id, entry),
    moveFile: (id, to, version, entry) => writer.ask('moveFile', id, to, version, entry),
    noticeFiles: (room, come, gone) => writer.ask('noticeFiles', room, come, gone),
    filesUnhashed: (room, after, most) => reader.ask('filesUnhashed', room, after, most),
    rememberHash: (room, name, version, sha256) => writer.ask('rememberHash', room, name, version, sha256),
    filesExpired: (at, daysDefault, most) => reader.ask('filesExpired', at, daysDefault, most),
    bytesOfFiles: () => reader.ask('bytesOfFiles'),
    keepFiles: (room, days) => writer.ask('keepFiles', room, days),
    transfers: () => reader.ask('transfers'),
    saveTransfer: transfer => writer.ask('saveTransfer', transfer),
    dropTransfer: id => writer.ask('dropTransfer', id),
    saveShare: (share, tokenHash) => writer.ask('saveShare', share, tokenHash),
    sharesOf: file => reader.ask('sharesOf', file),
    share: tokenHash => reader.ask('share', tokenHash),
    takeShare: (tokenHash, at) => writer.ask('takeShare', tokenHash, at),
    dropShare: (file, id) => writer.ask('dropShare', file, id),
    bans: () => reader.ask('bans'),
    saveBan: ban => writer.ask('saveBan', ban),
    dropBan: id => writer.ask('dropBan', id),
    accounts: () => reader.ask('accounts'),
    makeAccount: account => writer.ask('makeAccount', account),
    renameAccount: (guest, keys) => writer.ask('renameAccount', guest, keys),
    saveRole: (guest, role) => writer.ask('saveRole', guest, role),
    passwordOf: guest => reader.ask('passwordOf', guest),
    savePassword: (guest, hash) => writer.ask('savePassword', guest, hash),
    saveTwoSteps: (guest, twoSteps) => writer.ask('saveTwoSteps', guest, twoSteps),
    dropTwoSteps: guest => writer.ask('dropTwoSteps', guest),
    totpSecretOf: guest => reader.ask('totpSecretOf', guest),
    takeTotpStep: (guest, step) => writer.ask('takeTotpStep', guest, step),
    saveRecoveryCodes: (guest, codes) => writer.ask('saveRecoveryCodes', guest, codes),
    takeRecoveryCode: (guest, code) => writer.ask('takeRecoveryCode', guest, code),
    saveSignIn: signIn => writer.ask('saveSignIn', signIn),
    signIns: guest => reader.ask('signIns', guest),
    renewSignIn: (id, tokenHash) => writer.ask('renewSignIn', id, tokenHash),
    touchSignIn: (id, address, at) => writer.ask('touchSignIn', id, address, at),
    dropSignIns: (guest, which) => writer.ask('dropSignIns', guest, which),
    saveInvitation: invitation => writer.ask('saveInvitation', invitation),
    invitations: at => reader.ask('invitations', at),
    invitationWith: (codeHash, at) => reader.ask('invitationWith', codeHash, at),
    dropInvitation: id => writer.ask('dropInvitation', id),
    saveSetting: (key, value) => writer.ask('saveSetting', key, value),
    dropSetting: key => writer.ask('dropSetting', key),
    beat: at => writer.ask('beat', at),
    [Symbol.asyncDispose]: close,
  }
}
