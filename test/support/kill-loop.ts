// Kills a hub with SIGKILL again and again while many write to it, and audits after each restart what it had acknowledged.
import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { auditDatabase, auditFiles, auditMessages, auditSessions, readLog } from './audit.ts'
import { type CrashScene, readCrashScene } from './crash-scene.ts'
import { type RunningHub, spawnHub, startHub, temporaryFolder } from './hub.ts'
import { Ledger } from './ledger.ts'
import { LineClient } from './line-client.ts'
import type { Random } from './random.ts'
import { Resumer } from './resumer.ts'
import { within } from './until.ts'
import { leaveFiles, talk, untilGone } from './writers.ts'

const talkersMax = 4
const leaversMax = 6
const roundMsMax = 60_000

export type KillLoop = { readonly rounds: number; readonly messages: number; readonly files: number; readonly resumed: number }

/** Answers what was acknowledged in all. Throws when the hub lost, doubled, tore or mixed up any of it. */
export async function killAgainAndAgain(rounds: number, random: Random): Promise<KillLoop> {
  await using folder = await temporaryFolder()
  const ledger = new Ledger()
  const resumer = new Resumer(ledger)
  const fetched = new Set<string>()
  let crash: CrashScene = { integrity: 'ok', beatAt: 0, lastSeq: 0, staged: new Map() }
  for (let round = 0; round <= rounds; round++) {
    const before = new Set([...ledger.files.values()].filter(file => file.acknowledged && fetched.has(file.name)).map(file => file.name))
    await using hub = await startHub({ data: folder.path, args: ['--rates', 'off'] })
    await audit(hub, ledger, crash, new Set([...ledger.files.keys()].filter(name => !before.has(name))))
    for (const name of ledger.files.keys()) fetched.add(name)
    if (round === rounds) break
    await within('the end of a round', loadAndKill(hub, ledger, resumer, crash, random), roundMsMax)
    if (random.chance(0.25)) await killWhileStarting(folder.path, random)
    crash = await readCrashScene(folder.path, hub.files)
    assert.equal(crash.integrity, 'ok', 'the database is sound as the crash left it')
  }
  const messages = ledger.streams.reduce((sum, stream) => sum + stream.acknowledged, 0)
  const files = [...ledger.files.values()].filter(file => file.acknowledged).length
  return { rounds, messages, files, resumed: resumer.resumed }
}

async function audit(hub: RunningHub, ledger: Ledger, crash: CrashScene, fetched: ReadonlySet<string>): Promise<void> {
  using auditor = await LineClient.join(hub)
  const log = await readLog(auditor)
  assert.equal(log.size, crash.lastSeq, 'the log is what lay on the disk')
  auditMessages(log, ledger.streams)
  await auditFiles(auditor, hub.files, ledger, fetched)
  await auditSessions(auditor, hub, crash)
  auditDatabase(hub, log)
}

async function loadAndKill(hub: RunningHub, ledger: Ledger, resumer: Resumer, { staged }: CrashScene, random: Random): Promise<void> {
  const enough = ledger.reached(random.between(1, random.pick(100, 1_000, 8_000)))
  const writing = [
    ...Array.from({ length: random.between(0, talkersMax) }, () => talk(hub, ledger, random.branch())),
    ...Array.from({ length: random.between(1, leaversMax) }, () => leaveFiles(hub, ledger, random.branch())),
    resumer.work(hub, staged, random.branch()),
  ].map(untilGone)
  await Promise.race([enough, Promise.all(writing)])
  // The moment itself is left to chance.
  await pause(random.between(0, random.pick(1, 20, 300)))
  await hub.stop('SIGKILL')
  await Promise.all(writing)
}

/** A hub that is killed before or just after it opens must leave things as they were. */
async function killWhileStarting(data: string, random: Random): Promise<void> {
  const { process: child, exited } = spawnHub({ data })
  await pause(random.between(50, 500))
  child.kill('SIGKILL')
  await exited
}
