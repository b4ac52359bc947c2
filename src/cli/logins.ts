// Where this person is signed in: the token of an account at a hub, kept for all commands in a file that nobody else may read.
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ConnectOptions, Saved, Storage } from '../client/api.ts'
import { stateFolder } from './seat.ts'

export type Login = { readonly login: string; readonly token: string }

const pathOf = (url: URL): string =>
  join(
    stateFolder(process.env),
    'logins',
    `${encodeURIComponent(`${url.host}${url.pathname === '/' ? '' : url.pathname}`.toLowerCase())}.json`,
  )

export async function loginAt(url: URL): Promise<Login | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(pathOf(url), 'utf8'))
    return isLogin(value) ? { login: value.login, token: value.token } : undefined
  } catch {
    return undefined
  }
}

/** Rejects where nothing can be kept. */
export async function keepLogin(url: URL, login: Login): Promise<void> {
  const path = pathOf(url)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.new`
  await using file = await open(draft, 'w', 0o600)
  await file.chmod(0o600)
  await file.writeFile(JSON.stringify(login))
  await file.sync()
  await rename(draft, path)
}

export const dropLogin = (url: URL): Promise<void> => rm(pathOf(url), { force: true })

const isLogin = (value: unknown): value is Login =>
  typeof value === 'object' &&
  value !== null &&
  'login' in value &&
  typeof value.login === 'string' &&
  'token' in value &&
  typeof value.token === 'string'

type Asked = { readonly url: URL; readonly name: string | undefined; readonly token: string | undefined }
type Who = {
  readonly signedIn: boolean
  /** Whose files are used: what one account has not sent yet is nobody else's. */
  readonly seat: string | undefined
  readonly options: Pick<ConnectOptions, 'name' | 'token' | 'signedIn'>
}

/** As whom a command goes to a hub: the account that is signed in there, unless another name or token is wanted. */
export async function whoAt({ url, name, token }: Asked): Promise<Who> {
  const login = name === undefined && token === undefined ? await loginAt(url) : undefined
  if (login !== undefined) return { signedIn: true, seat: `@${login.login}`, options: { token: login.token, signedIn: true } }
  return { signedIn: false, seat: name, options: { ...(name !== undefined && { name }), ...(token !== undefined && { token }) } }
}

/** What is kept of an account's work is without its token, which stands in the login alone. */
export function withoutToken(storage: Storage): Storage {
  return {
    load: async () => bare(await storage.load()),
    save: saved => storage.save(bare(saved) ?? saved),
  }
}

function bare(saved: Saved | undefined): Saved | undefined {
  if (saved === undefined) return undefined
  const { token: _, ...rest } = saved
  return rest
}
