// Links by which a file is had without an account. A link is of one content: when that is deleted or replaced it leads nowhere, under whatever name
// it stands. It counts a download when its first byte goes out.
import type { ShareRow } from '../../protocol/files.ts'
import { limits } from '../../protocol/limits.ts'
import { Refusal } from '../../protocol/refusals.ts'
import type { FileRecord, ShareRecord } from '../ports.ts'
import { LinkPasswords } from './link-passwords.ts'
import type { FilesParts } from './parts.ts'
import { Recent } from './recent.ts'

export type ShareAsked = {
  readonly guest: number
  readonly hours: number | undefined
  readonly downloads: number | undefined
  readonly password: string | undefined
}
/** Whoever comes with a link. */
export type Visit = { readonly token: string; readonly address: string; readonly password: string | undefined }
/** What the link leads to. `begins` counts a download that starts at byte `from`. Refusal: `no-such-share`. */
export type Shared = { readonly file: FileRecord; readonly begins: (from: number) => Promise<void> }

export class Sharing {
  readonly #parts: FilesParts
  readonly #passwords: LinkPasswords
  /** When somebody at an address began to fetch by a link. */
  readonly #begun = new Recent<number>(limits.shareVisitsMax)

  constructor(parts: FilesParts) {
    this.#parts = parts
    this.#passwords = new LinkPasswords(parts.secrets, parts.clock)
  }

  /** Makes a link; its token is told only now. Refusals: `bad-command`, `too-many`. */
  async share(
    file: FileRecord,
    { guest, hours, downloads, password }: ShareAsked,
  ): Promise<{ readonly token: string; readonly row: ShareRow }> {
    inBounds('hours', hours, limits.shareHoursMax)
    inBounds('downloads', downloads, limits.shareDownloadsMax)
    inBounds('characters of the password', password?.length, limits.passwordCharactersMax)
    const { store, secrets, clock } = this.#parts
    const now = clock.now()
    const there = await store.sharesOf(file.id)
    for (const old of there) if (isOver(old, now)) await store.dropShare(file.id, old.id)
    if (there.filter(share => !isOver(share, now)).length >= limits.sharesPerFileMax)
      throw new Refusal('too-many', `A file has up to ${limits.sharesPerFileMax} links. Revoke one first.`)
    const passwordHash = password === undefined ? undefined : await secrets.hashPassword(password)
    const { token, hash } = secrets.newToken()
    const share = {
      file: file.id,
      createdAt: now,
      ...(hours !== undefined && { expiresAt: now + hours * 3_600_000 }),
      ...(downloads !== undefined && { downloadsLeft: downloads }),
      hasPassword: passwordHash !== undefined,
    }
    await store.saveShare({ ...share, id: '', guest, passwordHash }, hash)
    const row = (await store.sharesOf(file.id)).find(({ id }) => hash.startsWith(id))
    if (row === undefined) throw new Refusal('no-such-file')
    return { token, row: rowOf(row) }
  }

  /** The links to a file that `may` be seen. */
  async of(file: FileRecord, may: (share: ShareRecord) => boolean): Promise<readonly ShareRow[]> {
    const now = this.#parts.clock.now()
    return (await this.#parts.store.sharesOf(file.id)).filter(share => may(share) && !isOver(share, now)).map(rowOf)
  }

  /** The link leads nowhere from now on. Refusal: `no-such-share`. */
  async revoke(file: FileRecord, id: string, may: (share: ShareRecord) => boolean): Promise<void> {
    const share = (await this.#parts.store.sharesOf(file.id)).find(one => one.id === id)
    if (share === undefined || !may(share))
      throw new Refusal('no-such-share', 'This file has no such link of yours. /shares lists those it has.')
    await this.#parts.store.dropShare(file.id, id)
  }

  /** What a link leads to. Refusals: `no-such-share`, `wrong-password`, `too-many`. */
  async visit({ token, address, password }: Visit): Promise<Shared> {
    const { store, secrets, clock } = this.#parts
    const hash = secrets.hashToken(token)
    const share = token.length > limits.tokenCharactersMax ? undefined : await store.share(hash)
    const now = clock.now()
    const place = `${hash} ${address}`
    if (share === undefined || isPast(share, now)) throw new Refusal('no-such-share')
    if (share.downloadsLeft === 0 && !this.#goesOn(place, now)) throw new Refusal('no-such-share')
    if (share.passwordHash !== undefined) await this.#passwords.check(place, hash, share.passwordHash, password)
    const file = await store.fileById(share.file)
    if (file === undefined) throw new Refusal('no-such-share')
    return {
      file,
      begins: async from => {
        const at = clock.now()
        if (from > 0 && this.#goesOn(place, at)) return
        if (share.downloadsLeft !== undefined && !(await store.takeShare(hash, at))) throw new Refusal('no-such-share')
        this.#begun.set(place, at)
      },
    }
  }

  #goesOn(place: string, now: number): boolean {
    const at = this.#begun.get(place)
    return at !== undefined && now - at <= limits.shareContinuationSeconds * 1_000
  }
}

const isPast = ({ expiresAt }: ShareRow, now: number): boolean => expiresAt !== undefined && expiresAt <= now
const isOver = (share: ShareRow, now: number): boolean => isPast(share, now) || share.downloadsLeft === 0

const rowOf = ({ guest: _, passwordHash: __, ...row }: ShareRecord): ShareRow => row

function inBounds(what: string, value: number | undefined, most: number): void {
  if (value !== undefined && (value < 1 || value > most)) throw new Refusal('bad-command', `A link has 1 to ${most} ${what}.`)
}
