// What the Tab key completes: commands, and the paths of one's own files after `put`.
import { readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname } from 'node:path'

const commands = [
  ...['status', 'list', 'get ', 'put ', 'help', 'exit'],
  ...['/name ', '/who', '/history ', '/since ', '/say ', '/token', '/resume ', '/limits'],
]
const namesMax = 200

/** As readline wants it: the candidates, and the part of the line that they would replace. */
export function complete(line: string): [string[], string] {
  const typed = /^put\s+"?(.*)$/i.exec(line)?.[1]
  if (typed !== undefined) return [pathsLike(typed), typed]
  return [line === '' ? [] : commands.filter(command => command.startsWith(line.toLowerCase())), line]
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
