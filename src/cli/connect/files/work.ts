// What the commands for files do in the room that is looked at. What takes time becomes a task; the rest is done at once.
import { stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import type { Room } from '../../../client/api.ts'
import { PartylineError } from '../../../client/error.ts'
import type { FileRow } from '../../../protocol/files.ts'
import type { Job } from '../../files/crew.ts'
import { Landing } from '../../files/landing.ts'
import { filesAt, homed } from '../../files/local.ts'
import { lookUp } from '../../files/looking-up.ts'
import { putFile } from '../../files/putting.ts'
import { whyOf } from '../../files/words.ts'
import type { Here } from '../carry-out.ts'
import type { Asked } from '../commands.ts'
import { filesPanel } from '../panels.ts'
import { plainLine } from '../plain.ts'
import { getReadings, moveReadings, pathReadings, type Reading } from './readings.ts'

type FileAsked = Extract<Asked, { ask: 'files' | 'put' | 'get' | 'rm' | 'mv' | 'pause' | 'resume' | 'cancel' }>

const panelRowsMax = 1_000

/** Answers a sentence where nothing was to be done. */
export async function workOnFiles(asked: FileAsked, room: Room, here: Here): Promise<string | undefined> {
  const { face, tasks } = here
  try {
    switch (asked.ask) {
      case 'files': {
        const rows: FileRow[] = []
        for await (const row of room.files({ prefix: asked.prefix })) if (rows.push(row) > panelRowsMax) break
        face.show(filesPanel(roomName(here), asked.prefix, rows.slice(0, panelRowsMax), rows.length > panelRowsMax))
        return
      }
      case 'put':
        return await put(asked.path, room, here)
      case 'get':
        return await get(asked.text, room, here)
      case 'rm': {
        const { name } = await standing(room, [{ name: asked.text, to: undefined }, ...getReadings(asked.text)])
        await room.removeFile(name)
        face.told(`${plainLine(name)} is deleted.`)
        return
      }
      case 'mv': {
        const { name, to = '' } = await standing(room, moveReadings(asked.text))
        const whole = to.endsWith('/') ? to + basename(name) : to
        await room.moveFile(name, whole)
        face.told(`${plainLine(name)} is called ${plainLine(whole)} now.`)
        return
      }
      case 'pause':
        return tasks.pause(asked.number)
      case 'resume':
        return tasks.resume(asked.number)
      case 'cancel':
        return tasks.cancel(asked.number)
      default:
        return asked satisfies never
    }
  } catch (thrown) {
    if (thrown instanceof PartylineError && thrown.code === 'closed') throw thrown
    return whyOf(thrown).sentence
  }
}

const roomName = ({ room }: Here): string => room?.name ?? '#lobby'

async function put(text: string, room: Room, here: Here): Promise<string | undefined> {
  const { tasks } = here
  let path = text
  for (const reading of pathReadings(text).toReversed())
    if ((await stat(resolve(homed(reading))).catch(() => undefined)) !== undefined) path = reading
  const found = await filesAt([path])
  const [wrong] = found.failed
  if (wrong !== undefined && found.files.length === 0) return `${plainLine(wrong.name)}: ${wrong.sentence}`
  if (found.files.length === 0) return `There is no file in ${path} that could be put.`
  const there = await lookUp(
    room,
    found.files.map(({ name }) => name),
  )
  const putting = { room, roomName: roomName(here), kept: tasks.kept, ifTaken: 'refuse' } as const
  tasks.begin({
    up: true,
    label: basename(resolve(homed(path))),
    where: roomName(here),
    jobs: stop =>
      found.files.map(file => ({
        name: file.name,
        bytes: file.bytes,
        move: began => putFile(file, there.get(file.name), { ...putting, stop }, began),
      })),
  })
  const others = [...found.passedOver, ...found.failed.map(({ name, sentence }) => `${name}: ${sentence}`)]
  if (others.length > 0) here.face.told(others.length === 1 ? (others[0] ?? '') : `${others.length} were passed over: ${others[0]}`)
  return undefined
}

async function get(text: string, room: Room, here: Here): Promise<string | undefined> {
  const readings = getReadings(text)
  const { name, to } = await standing(room, readings).catch(
    thrown => readings.find(reading => reading.name.endsWith('/')) ?? Promise.reject(thrown),
  )
  const rows: FileRow[] = []
  if (name.endsWith('/')) for await (const row of room.files({ prefix: name })) rows.push(row)
  else rows.push(...(await lookUp(room, [name])).values())
  if (rows.length === 0) return `There are no files in ${name}.`
  const place = resolve(homed(to ?? '.'))
  const found = await stat(place).catch(() => undefined)
  const isFolder = found?.isDirectory() || (found === undefined && (name.endsWith('/') || /[/\\]$/.test(to ?? '')))
  if (!isFolder && name.endsWith('/')) return `${place} is a file; several files need a folder.`
  const landing = new Landing(isFolder ? place : dirname(place))
  here.tasks.begin({
    up: false,
    label: name,
    where: place,
    jobs: stop => rows.map(row => fetching(room, row, () => (isFolder ? landing.place(row.name) : landing.at(place)), stop)),
  })
  return undefined
}

const fetching = (room: Room, row: FileRow, place: () => ReturnType<Landing['at']>, stop: AbortSignal): Job => ({
  name: row.name,
  bytes: row.bytes,
  async move(began) {
    const { sink, path, isGoingOn, wasThere } = await place()
    const transfer = room.download(row.name, sink, { signal: stop })
    began(transfer, isGoingOn)
    const file = await transfer.done
    return { was: wasThere() ? 'there' : 'moved', path, file }
  },
})

/** The first reading whose name is on the shelf. Throws `no-such-file`. */
async function standing(room: Room, readings: readonly Reading[]): Promise<Reading> {
  const rows = await lookUp(
    room,
    readings.map(({ name }) => name),
  )
  const found = readings.find(({ name }) => rows.has(name))
  if (found === undefined) throw new PartylineError('no-such-file', 'There is no such file in this room.')
  return found
}
