// Makes the halls; reads the whole log of every room from the hub at the end, and finds every acknowledged message in it.
import { writeFileSync } from 'node:fs'
import { connect } from '../../src/client/connect.ts'
import { emptyFindings, type Findings, hallName, type RoomLog, type Said, textOf } from './talk.ts'

const rowsAtOnce = 200

export const makeHalls = async (url: string, halls: number): Promise<void> => {
  await using builder = connect(url, { rowsKept: 0 })
  await builder.ready()
  for (let hall = 0; hall < halls; hall++) await builder.create(hallName(hall))
}

/** The logs of the lobby and of the halls, from their first entry to their last. */
export const readLogs = async (url: string, halls: number): Promise<RoomLog[]> => {
  await using auditor = connect(url, { rowsKept: 0 })
  await auditor.ready()
  const logs: RoomLog[] = []
  for (const ref of ['#lobby', ...Array.from({ length: halls }, (_, hall) => hallName(hall))]) {
    const room = auditor.room(ref)
    // Who is no member cannot read; the entry that tells of the auditor's coming is in the log too, and everybody must get it.
    if (ref !== '#lobby') await auditor.join(ref)
    const texts: string[] = []
    for (;;) {
      const { rows, after } = await room.page({ at: 'after', seq: texts.length, rows: rowsAtOnce })
      for (const row of rows) {
        if (row.seq !== texts.length + 1) throw new Error(`In the log of ${ref} ${row.seq} follows ${texts.length}.`)
        texts.push(textOf(row))
      }
      if (!after) break
    }
    if (room.state === undefined) throw new Error(`The auditor is not in ${ref}.`)
    logs.push({ room: room.state.id, texts })
  }
  return logs
}

export const saveLogs = (path: string, logs: RoomLog[]): string => {
  writeFileSync(path, JSON.stringify(logs))
  return path
}

/** Every acknowledged message stands where its receipt says, and nowhere else. */
export const auditSaid = (logs: RoomLog[], said: Said[]): Findings => {
  const findings = emptyFindings()
  const counts = new Map<string, number>()
  for (const text of logs.flatMap(({ texts }) => texts)) counts.set(text, (counts.get(text) ?? 0) + 1)
  const byRoom = new Map(logs.map(log => [log.room, log.texts]))
  for (const { room, seq, text } of said) {
    const stored = textOf({ kind: 'message', text })
    const times = counts.get(stored) ?? 0
    findings.compared++
    if (byRoom.get(room)?.[seq - 1] !== stored) findings.missed++
    if (times > 1) findings.doubled++
    if (times !== 1) findings.examples.push(`'${text}' (seq ${seq} of room ${room}) is in the logs ${times} times`)
  }
  return findings
}
