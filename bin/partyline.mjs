#!/usr/bin/env node
// The entry everybody types. Plain JavaScript that runs on any Node: it checks the version, says what to do, and hands over.
import { existsSync, readFileSync } from 'node:fs'
import * as module from 'node:module'
import { fileURLToPath } from 'node:url'
import { builtFolder, builtName, isBuilt } from './built.mjs'

const wanted = 26
const found = Number(process.versions.node.split('.')[0])

const commands = {
  serve: { module: 'main', about: 'run a hub' },
  connect: { module: 'cli/connect/main', about: 'rooms, direct conversations and history in this terminal' },
  send: { module: 'cli/script/send', about: 'say something from a script: in a room, or to somebody' },
  tail: { module: 'cli/script/tail', about: 'print what is said in a room as it comes' },
  history: { module: 'cli/script/history', about: 'print the last messages of a room' },
  search: { module: 'cli/script/search', about: 'find messages and files' },
  put: { module: 'cli/script/put', about: 'leave files and folders in a room' },
  get: { module: 'cli/script/get', about: 'fetch files from a room' },
  ls: { module: 'cli/script/ls', about: 'list the files of a room' },
  rm: { module: 'cli/script/rm', about: 'take files away from a room' },
  mv: { module: 'cli/script/mv', about: 'give a file of a room another name' },
  rooms: { module: 'cli/script/rooms', about: 'list the rooms' },
  status: { module: 'cli/script/status', about: 'tell who is connected, and who was' },
  login: { module: 'cli/script/login', about: 'sign in at a hub, or make an account there' },
  logout: { module: 'cli/script/logout', about: 'end that' },
  dial: { module: 'cli/dial/main', about: 'talk to the line door of a hub, from this terminal or from a script' },
  admin: { module: 'admin/main', about: 'look after a running hub: limits, sessions, kick, say, stop' },
}

const usage = `Usage: partyline <command> [options]

${Object.entries(commands)
  .map(([name, { about }]) => `  ${name.padEnd(9)}${about}`)
  .join('\n')}

partyline <command> --help tells more.`

const [word, ...rest] = process.argv.slice(2)
const command = Object.hasOwn(commands, word ?? '') ? commands[word] : undefined

if (found < wanted) {
  console.error(`Partyline needs Node ${wanted} or newer; this is Node ${process.versions.node}.`)
  console.error(
    'In a clone of the repository `npm ci` brings the right one, and `npm start` uses it. Otherwise install a newer Node and try again.',
  )
  process.exitCode = 2
} else if (word === undefined || word === 'help' || word === '--help' || word === '-h') {
  console.log(usage)
} else if (word === 'version' || word === '--version') {
  console.log(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version)
} else if (command === undefined) {
  console.error(`There is no command \`${word}\`.\n\n${usage}`)
  process.exitCode = 2
} else {
  // npm runs scripts in the package's own folder; a client works in the folder of whoever typed.
  if (command.module.startsWith('cli/') && [word, 'partyline'].includes(process.env.npm_lifecycle_event) && process.env.INIT_CWD)
    process.chdir(process.env.INIT_CWD)
  // A clone runs its sources, or what was bundled of them while that is the same; a published package holds only what was compiled from them.
  const inClone = existsSync(new URL('../src/main.ts', import.meta.url))
  // What Node makes of the sources is kept: with that the next start takes 80 MB less. Threads are told by the variable.
  if (inClone) {
    process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/partyline', import.meta.url))
    module.enableCompileCache(process.env.NODE_COMPILE_CACHE)
  }
  const root = fileURLToPath(new URL('..', import.meta.url))
  const from = inClone
    ? isBuilt(root)
      ? `../${builtFolder}/${builtName(command.module)}`
      : `../src/${command.module}.ts`
    : `../dist/${command.module}.js`
  const { main } = await import(from)
  process.exitCode = await main(rest)
}
