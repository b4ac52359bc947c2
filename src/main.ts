// The hub from start to stop: read the configuration, open what it stands on, wire it, listen, wait for a signal, and close in reverse.
import { existsSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { banner, webAddressOf } from './banner.ts'
import { openDisk } from './blobs/disk.ts'
import { localBus } from './bus/local.ts'
import { clock } from './clock.ts'
import { type Config, fixedKeys, readConfig, readFileLayer, usage, WrongConfig } from './config.ts'
import { openLineDoor } from './gateway/line-door.ts'
import { CannotListen } from './gateway/listening.ts'
import { openOperatorDoor } from './gateway/operator-door.ts'
import type { Certificate } from './gateway/tls.ts'
import { Accounts } from './hub/accounts.ts'
import { Bans } from './hub/bans.ts'
import { Hub } from './hub/hub.ts'
import { inviteOwner } from './hub/invitations.ts'
import { Operator } from './hub/operator.ts'
import { type Blobs, type Log, type Store, StoreLost } from './hub/ports.ts'
import { Settings } from './hub/settings.ts'
import { openLog } from './log.ts'
import type { Mode } from './protocol/accounts.ts'
import { limits } from './protocol/limits.ts'
import { Refusal } from './protocol/refusals.ts'
import { writeSetting } from './protocol/settings.ts'
import { CannotSecure, type OwnCertificate, readCertificate, selfSigned, watchCertificate } from './secrets/certificates.ts'
import { secretsIn } from './secrets/tokens.ts'
import { listenToSignals } from './signals.ts'
import { lockFolder } from './store/lock.ts'
import { openSearch } from './store/search/search.ts'
import { searching } from './store/searching.ts'
import { startStore } from './store/store.ts'
import { CannotOpen } from './store/thread.ts'

/** The same from the sources and from what was compiled of them. */
const builtPage = fileURLToPath(new URL('../dist/web', import.meta.url))

/** Runs a hub until it is told to stop; answers the exit code (2: wrong configuration, 1: it could not start or had to give up). */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const config = readConfig(args, process.env)
    if (config === 'help') {
      console.log(usage)
      return 0
    }
    return await serve(config)
  } catch (thrown) {
    if (thrown instanceof WrongConfig || thrown instanceof CannotOpen || thrown instanceof CannotListen || thrown instanceof CannotSecure) {
      console.error(thrown.message)
      return thrown instanceof WrongConfig ? 2 : 1
    }
    throw thrown
  }
}

async function serve(config: Config): Promise<number> {
  const log = openLog(process.stderr.isTTY)
  await using orders = listenToSignals()
  orders.onFault = (thrown, where) => log.error({ err: thrown }, `A fault in ${where}.`)
  // The database threads and the web door load while the rest goes on.
  await using threads = startStore(sentence => orders.giveUp(sentence))
  const webDoor = config.webPort === 'off' ? undefined : import('./gateway/web-door.ts')
  makeFolder(config.data, '--data')
  keepApart(config)
  using _lock = lockFolder(config.data)
  const secrets = secretsIn(config.data)
  const certificate = await certificateFor(config)
  const tls = certificate && { certificate, isVouchedFor: !certificate.isSelfSigned }
  await using store = await threads.open(config.data)
  await using blobs = await openFiles(config.files, 'Choose another --files folder.')
  await using vault = await openFiles(join(config.data, 'vault'), 'Choose another --data folder.')
  const remembered = await readable(config.data, store.start(clock.now(), secrets.newId()))
  if (remembered.crashed > 0)
    log.warn({ sessions: remembered.crashed }, 'The hub had not been stopped in good order; its sessions were ended.')
  const settings = new Settings(config.limits, remembered.settings)
  const { rates, guestNames, showsAddresses } = config
  await using index = await openSearch(config.data, (sentence, thrown) => log.error({ err: thrown }, sentence))
  const search = searching(index, store)
  const { values } = settings
  const welcome = (): string => values.welcome
  const mode = (): Mode => values.mode
  const accounts = new Accounts(await readable(config.data, store.accounts()))
  const bans = new Bans(await readable(config.data, store.bans()), () => clock.now())
  const parts = {
    store,
    blobs,
    vault,
    bus: localBus(),
    search,
    secrets,
    clock,
    log,
    limits: values,
    welcome,
    mode,
    accounts,
    bans,
    rates,
    guestNames,
    showsAddresses,
  }
  const hub = new Hub(parts, remembered)
  await readable(config.data, hub.files.start())
  // The web door lets nobody in before the line door is open, too.
  const { host, webPort: port, webOrigins: origins, proxies } = config
  const web = port === 'off' ? undefined : await (await webDoor)?.openWebDoor(hub, { host, port, origins, page: builtPage, tls, proxies })
  const door = await openLineDoor(hub, { host, port: config.linePort, tls, proxies }).catch(async thrown => {
    await web?.destroy()
    throw thrown
  })
  web?.open()
  const operator = new Operator(
    hub,
    settings,
    () => door.keepAlive(),
    () => orders.stop('the operator'),
  )
  hub.operator = operator
  const operatorDoor = await tryOperatorDoor(config.data, operator, log)
  orders.onReread = () => reread(config, settings, log, () => door.keepAlive())
  hub.webPort = web?.port
  hub.webAddress = webAddressOf(door.host, web?.port, tls !== undefined)
  const renew = (renewed: Certificate): void => {
    door.renew(renewed)
    web?.renew(renewed)
  }
  using _renewing = renewing(config, renew, log)
  using _house = keepHouse(hub, store, log)
  using _watching = hub.files.watch()

  log.info({ host: door.host, port: door.port, web: web?.port, data: config.data, files: config.files }, 'The doors are open.')
  const setup = remembered.isNew || values.mode !== 'open' ? await inviteOwner(hub) : undefined
  process.stdout.write(banner(config, settings.values, { door, webPort: web?.port, fingerprint: certificate?.fingerprint, setup }))
  const order = await orders.given
  log.info({ by: order.by }, 'The hub is stopping.')
  await hub.drain(orders.hurry(limits.drainSecondsMax))
  await hub.files.stop()
  await door.close()
  await web?.close()
  await operatorDoor?.close()
  await Promise.all([door.destroy(), web?.destroy()])
  if (order.failed) console.error(order.by)
  return order.failed ? 1 : 0
}

function makeFolder(path: string, flag: string): void {
  try {
    // Node's recursive form never ends where the parent is there and yet refuses with ENOENT, as /proc does.
    if (existsSync(path) && !statSync(path).isDirectory()) throw new Error('it is no folder')
    if (!existsSync(path)) mkdirSync(path, { recursive: !existsSync(dirname(path)), mode: 0o700 })
  } catch (thrown) {
    throw new CannotOpen(`The folder ${path} cannot be used: ${messageOf(thrown)}. Choose another ${flag} folder.`)
  }
}

/** Whoever can fetch files must not be able to fetch the database. */
function keepApart({ data, files }: Config): void {
  if (!existsSync(files)) return
  const inside = relative(realpathSync(files), realpathSync(data))
  if (inside.startsWith('..') || isAbsolute(inside)) return
  throw new WrongConfig(
    `The files folder ${files} holds the data folder ${data}: everybody could fetch the database. Choose another --files folder.`,
  )
}

/** What is read from the database at the start, or a sentence. */
async function readable<T>(folder: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (thrown) {
    if (!(thrown instanceof StoreLost || thrown instanceof Refusal)) throw thrown
    const why = messageOf(thrown instanceof Refusal ? thrown.cause : thrown)
    throw new CannotOpen(
      `The database in ${folder} cannot be used: ${why}. Mend the disk or put a copy back, or choose another --data folder.`,
    )
  }
}

async function openFiles(path: string, advice: string): Promise<Blobs> {
  try {
    return await openDisk(path)
  } catch (thrown) {
    throw new CannotOpen(`The folder ${path} cannot be used: ${messageOf(thrown)}. ${advice}`)
  }
}

/** A hub without the operator's door is still a hub. */
async function tryOperatorDoor(folder: string, operator: Operator, log: Log) {
  try {
    return await openOperatorDoor(folder, operator, log)
  } catch (thrown) {
    if (!(thrown instanceof CannotListen)) throw thrown
    log.warn({}, thrown.message)
    return undefined
  }
}

async function certificateFor({ tls, data, host }: Config): Promise<OwnCertificate | undefined> {
  if (tls === 'off') return undefined
  return tls === 'self-signed' ? selfSigned(data, host) : readCertificate(tls)
}

/** The operator's certificate is renewed every few weeks; nobody has to be sent away for that. */
function renewing({ tls }: Config, renew: (renewed: Certificate) => void, log: Log): Disposable | undefined {
  if (typeof tls === 'string') return undefined
  const changed = (renewed: OwnCertificate): void => {
    renew(renewed)
    log.info({ fingerprint: renewed.fingerprint }, 'The certificate was renewed.')
  }
  return watchCertificate(tls, changed, sentence => log.error({}, `The certificate stays as it was. ${sentence}`))
}

/** SIGHUP: what the file says now counts, where nothing stronger says otherwise. */
function reread(config: Config, settings: Settings, log: Log, changed: () => void): void {
  if (config.file === undefined) {
    log.info({}, 'There is no configuration file to read again.')
    return
  }
  try {
    const { limits: layer, fixed } = readFileLayer(config.file)
    const { changes, pinned } = settings.reread(layer)
    const waiting = fixedKeys.filter(key => fixed[key] !== config.inFile[key])
    for (const key of waiting) log.info({ key }, `${key} has changed in the file; that counts after a restart.`)
    for (const { key, from, to } of changes) log.info({ key, from, to }, `${key} is ${writeSetting(to)} now; it was ${writeSetting(from)}.`)
    for (const { key, file, value, by } of pinned)
      log.info(
        { key, file, value, by },
        `${key} stays ${writeSetting(value)}: it is pinned by ${by === 'set' ? '`partyline admin set`' : `the ${by}`}; the file says ${writeSetting(file)}.`,
      )
    if (changes.length + pinned.length + waiting.length === 0) log.info({}, 'The file was read again; nothing has changed.')
    changed()
  } catch (thrown) {
    if (!(thrown instanceof WrongConfig)) throw thrown
    log.error({}, `Nothing was changed. ${thrown.message}`)
  }
}

/** The heartbeat by which a crash is dated, the sweeping of what nobody comes back for, and how many are here. */
function keepHouse(hub: Hub, store: Store, log: Log): Disposable {
  let retaining = false
  const presence = setInterval(() => hub.rooms.tellPresence(), limits.presenceEverySeconds * 1_000)
  const beats = setInterval(() => {
    store.beat(clock.now()).catch(thrown => log.warn({ err: thrown }, 'The heartbeat could not be stored.'))
    void hub.register.catchUp()
    hub.files.sweep().catch(thrown => log.warn({ err: thrown }, 'Old uploads could not be swept.'))
    hub.rooms.sweep()
    const days = hub.limits['retention-days']
    if (days === 0 || retaining) return
    retaining = true
    hub.rooms
      .retain(clock.now() - days * 86_400_000)
      .catch(thrown => log.warn({ err: thrown }, 'Old entries could not be removed.'))
      .finally(() => {
        retaining = false
      })
  }, limits.heartbeatSeconds * 1_000)
  return {
    [Symbol.dispose]: () => {
      clearInterval(presence)
      clearInterval(beats)
    },
  }
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))
