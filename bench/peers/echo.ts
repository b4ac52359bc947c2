// echo.py beside this folder: a line echo with a thread per client, what one writes first. No rooms, nothing kept.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { findProgram } from '../compile.ts'
import type { Dialect, Found } from './peer.ts'

const text: Dialect = { hello: '', ready: 'Welcome', say: '%s\\n', echoesSender: true, connectBatch: 500 }

export const findEcho = (): Found => {
  const program = findProgram('python3')
  if (program === undefined)
    return { name: 'echo.py', howToGet: 'python3 is not installed: `apt install python3`, or https://www.python.org.' }
  // what `python3` starts may be a wrapper script, whose own start would be counted
  const [python = program, version = ''] = execFileSync(
    program,
    ['-c', 'import sys; print(sys.executable); print(sys.version.split()[0])'],
    {
      encoding: 'utf8',
    },
  ).split('\n')
  return {
    name: 'echo.py',
    version: `Python ${version}`,
    isChatty: false,
    command: ({ port }) => [python, join(import.meta.dirname, '..', 'echo.py'), String(port)],
    answering: text,
    idle: text,
  }
}
