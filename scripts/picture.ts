// Makes docs/pictures/tour.svg from a real run: a hub, two people at nc and one at `partyline dial`, each in a terminal of tmux.
// node scripts/picture.ts (needs tmux and OpenBSD's nc)
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drawTerminals, type Terminal } from './terminal-drawing.ts'

const top = fileURLToPath(new URL('..', import.meta.url))
const entry = join(top, 'bin/partyline.mjs')
const folder = mkdtempSync(join(tmpdir(), 'partyline-picture-'))
const tmux = (...args: string[]): string => execFileSync('tmux', ['-L', 'partyline-picture', ...args], { encoding: 'utf8' })

const hub = spawn(process.execPath, [entry, 'serve', '--line-port', '0', '--data', join(folder, 'data')], {
  cwd: folder,
  stdio: ['ignore', 'pipe', 'ignore'],
})
try {
  let said = ''
  while (!said.includes('Stop it with')) said += (await once(hub.stdout, 'data'))[0]
  const port = /Line door\s+\S+:(\d+)/.exec(said)?.[1] ?? ''
  writeFileSync(join(folder, 'data/files/menu.txt'), 'soup\nbread\napples\n'.repeat(4_000))

  open('ann', 70, 13, `nc 127.0.0.1 ${port}`)
  await until('ann', 'Welcome')
  await type('ann', '/name Ann', 'NAME Ann')
  open('cem', 70, 13, `'${process.execPath}' '${entry}' dial 127.0.0.1:${port} --name Cem`)
  await until('cem', 'You:')
  await until('ann', 'is now Cem')
  open('ben', 70, 13, `nc 127.0.0.1 ${port}`)
  await until('ben', 'Welcome')
  await type('ben', '/name Ben', 'NAME Ben')
  await type('ann', 'hello everybody', 'hello everybody ACK')
  await until('cem', 'hello everybody')
  await type('ben', 'lunch at one?', 'lunch at one? ACK')
  await until('ann', 'lunch at one?')
  await type('cem', 'yes! the menu is on the shelf', 'ACK')
  await type('cem', 'get menu.txt', 'menu.txt')
  await until('ben', 'the menu is on the shelf')
  await type('ben', 'status', 'END')
  await type('ann', 'list', 'END')
  await until('cem', /saved|checked|SHA-256/i)
  const panes: Terminal[] = [
    { title: 'Ann, with nc', text: capture('ann') },
    { title: 'Ben, with nc', text: capture('ben') },
    { title: 'Cem, with partyline dial', text: capture('cem') },
  ]
  writeFileSync(join(top, 'docs/pictures/tour.svg'), drawTerminals(panes, 70))
} finally {
  tmux('kill-server')
  hub.kill()
  await once(hub, 'exit')
  rmSync(folder, { recursive: true })
}

function open(name: string, columns: number, rows: number, command: string): void {
  tmux('-f', '/dev/null', 'new-session', '-d', '-s', name, '-x', String(columns), '-y', String(rows), '-c', folder, command)
}

async function type(name: string, line: string, answer: string): Promise<void> {
  tmux('send-keys', '-t', name, '-l', line)
  tmux('send-keys', '-t', name, 'Enter')
  await until(name, answer)
}

async function until(name: string, wanted: string | RegExp): Promise<void> {
  for (const deadline = Date.now() + 15_000; Date.now() < deadline; await new Promise(resolve => setTimeout(resolve, 20))) {
    const screen = capture(name)
    if (typeof wanted === 'string' ? screen.includes(wanted) : wanted.test(screen)) return
  }
  throw new Error(`${name} never showed ${wanted}:\n${capture(name)}`)
}

function capture(name: string): string {
  return tmux('capture-pane', '-e', '-p', '-t', name)
}
