// A process full of SDK clients. The bench starts some of these, so that the clients are not what is measured, and talks with them over IPC.
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Member } from './member.ts'
import { emptyFindings, type FromSwarm, type RoomLog, type SwarmStart, type ToSwarm } from './talk.ts'

const openedTogether = 20
const speakEveryMs = 500
const patienceMs = 90_000

const start = JSON.parse(process.argv[2] ?? '{}') as SwarmStart
const members: Member[] = []
let speaking: NodeJS.Timeout | undefined
let sentences = 0

const tell = (message: FromSwarm): void => {
  process.send?.(message)
}

const until = async (what: string, isSo: () => boolean): Promise<void> => {
  const end = performance.now() + patienceMs
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`In vain waited for this: ${what}`)
    await sleep(20)
  }
}

const openAll = async (): Promise<void> => {
  for (let opened = 0; opened < start.count; opened += openedTogether) {
    const together = Math.min(openedTogether, start.count - opened)
    members.push(
      ...(await Promise.all(Array.from({ length: together }, (_, i) => Member.open(start.url, start.from + opened + i, start.halls)))),
    )
  }
  tell({ kind: 'live' })
}

const speak = (): void => {
  speaking = setInterval(() => {
    for (const speaker of members.slice(0, start.speakers)) speaker.say(`sentence ${start.from}.${++sentences}`)
  }, speakEveryMs)
}

const cameBack = async (): Promise<void> => {
  await until('everybody is live again', () => members.every(member => member.isBack))
  tell({ kind: 'back', histories: members.map(({ history }) => history) })
}

const quiet = async (): Promise<void> => {
  clearInterval(speaking)
  let said: FromSwarm | undefined
  void Promise.all(members.map(member => member.said())).then(all => {
    said = { kind: 'said', said: all.flat() }
  })
  await until('everything said is acknowledged', () => said !== undefined)
  if (said !== undefined) tell(said)
}

const check = async (path: string): Promise<void> => {
  const logs = new Map((JSON.parse(readFileSync(path, 'utf8')) as RoomLog[]).map(log => [log.room, log]))
  const end = performance.now() + 5_000
  while (performance.now() < end && !members.every(member => member.isAtEnd(logs))) await sleep(20)
  await sleep(500) // whatever comes twice
  const findings = emptyFindings()
  for (const member of members) member.check(logs, findings)
  tell({ kind: 'checked', findings })
}

const obey = async (message: ToSwarm): Promise<void> => {
  switch (message.kind) {
    case 'watch':
      for (const member of members) member.watch()
      return cameBack()
    case 'speak':
      return speak()
    case 'quiet':
      return quiet()
    case 'check':
      return check(message.log)
    default:
      message satisfies never
  }
}

const orFail = (work: Promise<void>): void =>
  void work.catch(error => tell({ kind: 'failed', sentence: error instanceof Error ? error.message : String(error) }))

process.on('message', message => orFail(obey(message as ToSwarm)))
process.on('disconnect', () => process.exit())
orFail(openAll())
