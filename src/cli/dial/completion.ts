// What the Tab key completes: commands, names of rooms, and the paths of one's own files after `put`.
import { readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname } from 'node:path'

const commands = [
  ...['status', 'list', 'get ', 'put ', 'help', 'exit'],
  ...['/name ', '/who', '/history ', '/since ', '/say ', '/token', '/resume ', '/forget', '/limits'],
  ...['/join #', '/create #', '/leave', '/rooms', '/msg ', '/topic ', '/invite ', '/rename #', '/archive', '/unarchive'],
  ...['/search ', '/edit ', '/unsay ', '/react ', '/unreact ', '/reply '],
]
const namesMax = 200

/** As readline wants it: the candidates, and the part of the line that they would replace. `rooms` are those that are known. */
export function complete(line: string, rooms: readonly string[]): [string[], string] {
  const path = /^put\s+"?(.*)$/i.exec(line)?.[1]
  if (path !== undefined) return [pathsLike(path), path]
  const room = /^\/(?:join|leave)\s+(\S*)$/i.exec(line)?.[1]
  if (room !== undefined) return [roomsLike(room, rooms), room]
  return [line === '' ? [] : commands.filter(command => command.startsWith(line.toLowerCase())), line]
}

/** The `#` may be left out. */
function roomsLike(typed: string, rooms: readonly string[]): string[] {
  const start = (typed.startsWith('#') ? typed : `#${typed}`).toLowerCase()
  return rooms.filter(room => room.toLowerCase().startsWith(start)).slice(0, namesMax)
}

function pathsLike(typed: string): string[] {
  const folder = /[/\\]$/.test(typed) ? typed : dirname(typed)
  const start = /[/\\]$/.test(typed) ? '' : basename(typed)
  try {
    const entries = readdirSync(folder.replace(/^~(?=\/|$)/, homedir()), { withFileTypes: true })
    return entries
      .filter(entry => entry.name.startsWith(start) && (start !== '' || !entry.name.startsWith('.')))
      .slice(0, namesMax)
      .map(entry => typed.slice(0, typed.length - start.length) + entry.name + (entry.isDirectory() ? '/' : ''))
  } catch {
    return []
  }
}
