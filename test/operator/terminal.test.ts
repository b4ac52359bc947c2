// A hub that somebody runs in a terminal window: what they see, and what becomes of it when the window is closed.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { noTerminal, Terminal } from '../cli/dial/terminal.ts'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { until } from '../support/until.ts'

const entry = join(import.meta.dirname, '..', '..', 'bin', 'partyline.mjs')

type AtTerminal = AsyncDisposable & {
  readonly terminal: Terminal
  readonly data: string
  readonly pid: number
  readonly port: number
  isGone(): boolean
}

async function startAtTerminal(): Promise<AtTerminal> {
  const folder = await temporaryFolder()
  const data = folder.path
  const hub = `exec '${process.execPath}' '${entry}' serve --line-port 0 --web-port 0 --data '${data}'`
  const terminal = await Terminal.open(`sh -c "echo \\$\\$ > pid; ${hub}"`, { cwd: data, env: {}, columns: 120 })
  const rows = await terminal.until(shown => shown.some(row => row.includes('Stop it with')))
  const pid = Number(await readFile(join(data, 'pid'), 'utf8'))
  const port = Number(/Line door +127\.0\.0\.1:(\d+)/.exec(rows.join('\n'))?.[1])
  const isGone = (): boolean => {
    try {
      return !process.kill(pid, 0)
    } catch {
      return true
    }
  }
  const dispose = async (): Promise<void> => {
    await terminal[Symbol.asyncDispose]()
    if (!isGone()) process.kill(pid, 'SIGKILL')
    await until('the hub is gone', isGone)
    await folder[Symbol.asyncDispose]()
  }
  return { terminal, data, pid, port, isGone, [Symbol.asyncDispose]: dispose }
}

async function lastEnd(data: string): Promise<string> {
  await using hub = await startHub({ data })
  using client = await LineClient.join(hub)
  return (await client.rows('status 1')).at(-1)?.split('  ').at(-1) ?? ''
}

describe('a hub in a terminal', { skip: noTerminal(), concurrency: true }, () => {
  test('Ctrl-C stops it in good order', async () => {
    await using hub = await startAtTerminal()
    using ben = await LineClient.join({ host: '127.0.0.1', port: hub.port })
    await hub.terminal.press('C-c')
    await hub.terminal.until(rows => rows.includes('ended 0'))
    assert.equal(await ben.line(), '* The hub is stopping.')
    assert.equal(await lastEnd(hub.data), 'hub stopped')
  })

  test('SIGHUP stops it, since at a terminal it means that the window was closed', async () => {
    await using hub = await startAtTerminal()
    using ben = await LineClient.join({ host: '127.0.0.1', port: hub.port })
    process.kill(hub.pid, 'SIGHUP')
    await hub.terminal.until(rows => rows.includes('ended 0'))
    assert.equal(await ben.line(), '* The hub is stopping.')
    assert.equal(await lastEnd(hub.data), 'hub stopped')
  })

  test('when the window is closed it still stops in good order', async () => {
    await using hub = await startAtTerminal()
    using ben = await LineClient.join({ host: '127.0.0.1', port: hub.port })
    await hub.terminal[Symbol.asyncDispose]()
    await until('the hub is gone', hub.isGone)
    assert.equal(await ben.line(), '* The hub is stopping.')
    assert.equal(await lastEnd(hub.data), 'hub stopped')
  })

  test('its log is plain lines there, not JSON', async () => {
    await using hub = await startAtTerminal()
    process.kill(hub.pid, 'SIGTERM')
    const rows = await hub.terminal.until(shown => shown.includes('ended 0'))
    assert.ok(
      rows.some(row => /^ +\d\d:\d\d:\d\d The hub is stopping\.$/.test(row)),
      rows.join('\n'),
    )
    assert.ok(!rows.some(row => row.startsWith('{')))
  })
})
